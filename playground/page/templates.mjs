/*
 * Resolves {{…}} as ToolJet's newest version does, but for property paths only, as nothing is ever evaluated as code, and
 * without its flaw of reading `$&` in a value as a pattern.
 */

const TEMPLATE = /\{\{([\s\S]*?)\}\}/g;
const STEP =
  /^\s*(?:\??\.\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)|(?:\?\.)?\[\s*(?:(\d+)|'([^'\\]*)'|"([^"\\]*)")\s*\])/u;

/** The steps of a property path such as `a.b[0]['c d']`, or undefined when the text is anything else. */
export function pathOf(expression) {
  const steps = [];
  let rest = `.${expression}`;
  while (rest.trim()) {
    const step = STEP.exec(rest);
    if (!step) return undefined;
    steps.push(step.slice(1).find((part) => part !== undefined));
    rest = rest.slice(step[0].length);
  }
  return steps;
}

/** The value at the path, through own properties only. */
const valueAt = (path, state) =>
  path.reduce((value, step) => (value != null && Object.hasOwn(value, step) ? value[step] : undefined), state);

/**
 * The value of a field with its templates filled in from `state`, and a sentence for each template that has no value.
 * Without a state (it was broken) no template has one.
 */
export function resolve(value, state) {
  if (typeof value === 'string') return resolveText(value, state);
  if (typeof value !== 'object' || value === null) return { value, problems: [] };
  const members = Object.entries(value).map(([key, member]) => [key, resolve(member, state)]);
  const resolved = Object.fromEntries(members.map(([key, member]) => [key, member.value]));
  const problems = members.flatMap(([, member]) => member.problems);
  return { value: Array.isArray(value) ? Object.values(resolved) : resolved, problems };
}

function resolveText(text, state) {
  const found = [...text.matchAll(TEMPLATE)].map(([whole, expression]) => ({ whole, ...lookUp(expression, state) }));
  const problems = found.flatMap(({ whole, problem }) => (problem ? [`${whole} ${problem}`] : []));
  if (found.length === 0) return { value: text, problems };
  if (found.length === 1 && found[0].whole === text) return { value: found[0].value, problems };
  // Like ToolJet: line breaks become spaces in text that has a template, but not those inside bound values.
  const texts = found.map(({ value }) => inText(value));
  return { value: text.replaceAll('\n', ' ').replace(TEMPLATE, () => texts.shift()), problems };
}

const NO_PATH =
  "is not a property path such as components.table1.selectedRow['a b'][0], and the playground runs no code. Put its value into App state and bind that.";

function lookUp(expression, state) {
  const path = pathOf(expression);
  if (!path) return { problem: NO_PATH };
  if (!state) return { problem: 'has no value, because App state is broken.' };
  const value = valueAt(path, state);
  return value === undefined ? { problem: 'is not in App state, so its value is undefined.' } : { value };
}

const inText = (value) => (typeof value === 'string' ? value : String(JSON.stringify(value)));
