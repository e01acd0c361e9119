/*
 * Resolves {{…}} as ToolJet's newest version does, but for property paths only, as nothing is ever evaluated as code, and
 * without its flaw of reading `$&` in a value as a pattern.
 */
import type { Json, JsonObject } from '../../api';

/** A value with its templates filled in, and a sentence for each template that has none. */
export type Resolved = { readonly value: Json; readonly problems: readonly string[] };

const TEMPLATE = /\{\{([\s\S]*?)\}\}/g;
const STEP =
  /^\s*(?:\??\.\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)|(?:\?\.)?\[\s*(?:(\d+)|'([^'\\]*)'|"([^"\\]*)")\s*\])/u;

/** The steps of a property path such as `a.b[0]['c d']`, or undefined when the text is anything else. */
export function pathOf(expression: string): string[] | undefined {
  const steps: string[] = [];
  let rest = `.${expression}`;
  while (rest.trim()) {
    const step = STEP.exec(rest);
    if (!step) return undefined;
    const parts: (string | undefined)[] = step.slice(1);
    steps.push(parts.find((part) => part !== undefined) ?? '');
    rest = rest.slice(step[0].length);
  }
  return steps;
}

/** The value at the path, through own properties only. */
export const valueAt = (path: readonly string[], state: Json): Json =>
  path.reduce<Json>((value, step) => (isHolder(value) && Object.hasOwn(value, step) ? value[step] : undefined), state);

const isHolder = (value: Json): value is JsonObject => typeof value === 'object' && value !== null;

/** Without a state (it was broken) no template has a value. */
export function resolve(value: Json, state: JsonObject | undefined): Resolved {
  if (typeof value === 'string') return resolveText(value, state);
  if (typeof value !== 'object' || value === null) return { value, problems: [] };
  const members = Object.entries(value).map(([key, member]) => [key, resolve(member, state)] as const);
  const resolved = Object.fromEntries(members.map(([key, member]) => [key, member.value]));
  const problems = members.flatMap(([, member]) => member.problems);
  return { value: Array.isArray(value) ? Object.values(resolved) : resolved, problems };
}

function resolveText(text: string, state: JsonObject | undefined): Resolved {
  const found = [...text.matchAll(TEMPLATE)].map(([whole, expression = '']) => ({
    whole,
    ...lookUp(expression, state),
  }));
  const problems = found.flatMap(({ whole, problem }) => (problem ? [`${whole} ${problem}`] : []));
  const [first] = found;
  if (!first) return { value: text, problems };
  if (found.length === 1 && first.whole === text) return { value: first.value, problems };
  // Like ToolJet: line breaks become spaces in text that has a template, but not those inside bound values.
  const texts = found.map(({ value }) =>
    typeof value === 'string' ? value : ((JSON.stringify(value) as string | undefined) ?? 'undefined')
  );
  return { value: text.replaceAll('\n', ' ').replace(TEMPLATE, () => texts.shift() as string), problems };
}

const NO_PATH =
  "is not a property path such as components.table1.selectedRow['a b'][0], and the playground runs no code. Put its value into App state and bind that.";

function lookUp(expression: string, state: JsonObject | undefined): { value?: Json; problem?: string } {
  const path = pathOf(expression);
  if (!path) return { problem: NO_PATH };
  if (!state) return { problem: 'has no value, because App state is broken.' };
  const value = valueAt(path, state);
  return value === undefined ? { problem: 'is not in App state, so its value is undefined.' } : { value };
}
