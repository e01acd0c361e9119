import { isObject, type JsonObject, listOf, membersOf } from '../json';

/** What a text holds besides the thoughts it begins with; `isOpen` when they never end, because the reply was cut in them. */
type Split = { readonly text: string; readonly thoughts: string; readonly isOpen: boolean };

const OPENING = /^\s*<(think|thinking|reasoning)>/i;
const CLOSING = /<\/(think|thinking|reasoning)>/i;

/**
 * Takes the thoughts away that many servers leave at the start of a reply; a closing tag without an opening one counts from
 * the start, because templates may hold the opening one. https://docs.vllm.ai/en/latest/features/reasoning_outputs.html
 */
export function splitThoughts(whole: string): Split {
  const [opening, name] = OPENING.exec(whole) ?? [];
  const rest = whole.slice(opening?.length ?? 0);
  const closing = (name ? new RegExp(`</${name}>`, 'i') : CLOSING).exec(rest);
  if (!closing) return opening ? { text: '', thoughts: rest.trim(), isOpen: true } : asItIs(whole);
  const thoughts = rest.slice(0, closing.index);
  // Tags in the middle of a text are part of it.
  if (!opening && thoughts.toLowerCase().includes(closing[0].toLowerCase().replace('/', ''))) return asItIs(whole);
  const text = rest.slice(closing.index + closing[0].length).trimStart();
  return { text, thoughts: thoughts.trim(), isOpen: false };
}

const asItIs = (text: string): Split => ({ text, thoughts: '', isOpen: false });

/** Whether a content part holds thoughts and not a part of the answer: https://docs.mistral.ai/capabilities/reasoning/ */
export const isThought = (part: unknown): part is JsonObject =>
  isObject(part) && (part['type'] === 'thinking' || part['type'] === 'reasoning');

/** The thoughts that stand in a message beside its text; '' when there are none. */
export function thoughtsBeside(message: JsonObject): string {
  const own = [message['reasoning_content'], message['reasoning']].find(
    (text): text is string => typeof text === 'string' && text.trim() !== ''
  );
  return own?.trim() ?? listOf(message['content']).filter(isThought).map(thoughtOf).join('').trim();
}

/** A part has its thoughts as text, or as text parts, under its type's name or `text`. */
function thoughtOf(part: JsonObject): string {
  const thought = part['thinking'] ?? part['reasoning'] ?? part['text'];
  const texts = typeof thought === 'string' ? [thought] : listOf(thought).map((one) => membersOf(one)['text']);
  return texts.filter((text) => typeof text === 'string').join('');
}
