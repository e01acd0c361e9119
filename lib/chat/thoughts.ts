import { isObject, type JsonObject, listOf, membersOf } from '../json';

/** What a text holds besides the thoughts it begins with; `isOpen` when they never end, because the reply was cut in them. */
type Split = { readonly text: string; readonly thoughts: string; readonly isOpen: boolean };

/**
 * How thoughts begin and end, in any letter case:
 * - most models: https://docs.vllm.ai/en/latest/features/reasoning_outputs.html
 * - Gemini: https://github.com/GoogleCloudPlatform/generative-ai/pull/2090
 * - Magistral: https://github.com/ggml-org/llama.cpp/issues/16158
 * - Seed: https://github.com/vllm-project/vllm/blob/main/vllm/reasoning/seedoss_reasoning_parser.py
 * - Kimi: https://huggingface.co/moonshotai/Kimi-VL-A3B-Thinking
 */
const TAGS = [
  ...['think', 'thinking', 'reasoning', 'thought', 'seed:think'].map((name) => tagOf(`<${name}>`, `</${name}>`)),
  tagOf('\\[think\\]', '\\[/think\\]'),
  tagOf('◁think▷', '◁/think▷'),
];

/** Expressions, because a copy of a long text in small letters, as long as before, takes seconds to make. */
function tagOf(opening: string, closing: string) {
  return {
    start: new RegExp(`^\\s*${opening}`, 'i'),
    opening: new RegExp(opening, 'i'),
    closing: new RegExp(closing, 'i'),
  };
}

const CLOSING = new RegExp(TAGS.map(({ closing }) => closing.source).join('|'), 'i');

/** No model thinks so often, and each block is looked for in all of the rest. */
const MOST_BLOCKS = 20;

/** Takes the thoughts away that many servers leave at the start of a reply, one block after another. */
export function splitThoughts(whole: string): Split {
  const thoughts: string[] = [];
  let last: Split = { text: whole, thoughts: '', isOpen: false };
  for (let split = firstSplit(whole); split;) {
    thoughts.push(split.thoughts);
    last = split;
    split = thoughts.length < MOST_BLOCKS && tagAt(split.text) ? firstSplit(split.text) : undefined;
  }
  return { ...last, thoughts: thoughts.filter(Boolean).join('\n\n') };
}

const tagAt = (text: string) => TAGS.find(({ start }) => start.test(text));

/**
 * The first block of thoughts; a closing tag without an opening one counts from the start, because templates may hold the
 * opening one. Undefined when there is none.
 */
function firstSplit(whole: string): Split | undefined {
  const tag = tagAt(whole);
  const rest = tag ? whole.replace(tag.start, '') : whole;
  const found = (tag?.closing ?? CLOSING).exec(rest);
  if (!found) return tag ? { text: '', thoughts: rest.trim(), isOpen: true } : undefined;
  const [end] = found;
  const before = rest.slice(0, found.index);
  // Tags in the middle of a text are part of it.
  if (!tag && TAGS.some(({ opening, closing }) => closing.test(end) && opening.test(before))) return undefined;
  return { text: rest.slice(found.index + end.length).trimStart(), thoughts: before.trim(), isOpen: false };
}

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
