/* Completes the names of App state between {{ and }}, each with a preview of its value. */
import type { Completion, CompletionSource } from '@codemirror/autocomplete';
import type { Json, JsonObject } from '../../../api';
import { pathOf, valueAt } from '../../state/templates';
import { stepTo } from '../path';
import { inLine } from '../preview';

const LONGEST_PATH = 500;
const MOST_NAMES = 100;
const PREVIEW = 40;

const ROOT = /^\s*((?:[\p{ID_Start}$_][\p{ID_Continue}$]*)?)$/u;
const STEP = /^([\s\S]*?)(?:\??\.\s*([\p{ID_Continue}$]*)|\[\s*['"]?([^'"\]]*))$/u;

/** What stands before the step that is being typed, that step so far, and how many characters it would replace. */
type Typed = { readonly path: readonly string[]; readonly name: string; readonly length: number };

function typedIn(expression: string): Typed | undefined {
  const [, root] = ROOT.exec(expression) ?? [];
  if (root !== undefined) return { path: [], name: root, length: root.length };
  const [, before = '', member, index] = STEP.exec(expression) ?? [];
  const path = pathOf(before);
  return path && { path, name: member ?? index ?? '', length: expression.length - before.length };
}

/** Asks `state` anew each time. */
export const completionFrom =
  (state: () => JsonObject | undefined): CompletionSource =>
  ({ pos, state: editor }) => {
    const before = editor.sliceDoc(Math.max(0, pos - LONGEST_PATH), pos);
    const start = before.lastIndexOf('{{');
    if (start < 0 || before.includes('}}', start)) return null;
    const typed = typedIn(before.slice(start + 2));
    const options = typed ? namesFor(typed, state()) : [];
    if (!typed || options.length === 0) return null;
    const from = pos - typed.length;
    // A bracket that was closed on its own is replaced with what opened it.
    const closed = before[from - pos + before.length] === '[' ? /^['"]?\]/.exec(editor.sliceDoc(pos, pos + 2)) : null;
    return { from, to: pos + (closed?.[0].length ?? 0), options, filter: false };
  };

function namesFor({ path, name }: Typed, state: JsonObject | undefined): Completion[] {
  const holder = valueAt(path, state);
  if (typeof holder !== 'object' || holder === null) return [];
  const sought = name.trim().toLowerCase();
  const starts = (found: string) => found.toLowerCase().startsWith(sought);
  return Object.entries(holder as Record<string, Json>)
    .filter(([found]) => found.toLowerCase().includes(sought))
    .sort(([one], [other]) => Number(starts(other)) - Number(starts(one)))
    .slice(0, MOST_NAMES)
    .flatMap(([found, value]) => {
      const step = stepTo(found, Array.isArray(holder));
      if (step === undefined || (path.length === 0 && !step.startsWith('.'))) return [];
      const written = path.length === 0 ? step.slice(1) : step;
      return [{ label: written.replace(/^\./, ''), apply: written, detail: inLine(value, PREVIEW) }];
    });
}
