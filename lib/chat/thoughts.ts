import { isObject, type JsonObject, listOf, membersOf } from '../json';

/** What a text holds besides the thoughts it begins with; `isOpen` when they never end, because the reply was cut in them. */
type Split = {
  readonly text: string;
  readonly thoughts: string;
  readonly isOpen: boolean;
};

/**
 * How thoughts begin and end, in any letter case:
 * - most models: https://docs.vllm.ai/en/latest/features/reasoning_outputs.html
 * - Gemini: https://github.com/GoogleCloudPlatform/generative-ai/pull/2090
 * - Magistral: https://github.com/ggml-org/llama.cpp/issues/16158
 * - Seed: https://github.com/vllm-project/vllm/blob/main/vllm/reasoning/seedoss_reasoning_parser.py
 * - Kimi: https://huggingface.co/moonshotai/Kimi-VL-A3B-Thinking
 */
const TAGS: readonly (readonly [opening: string, closing: string])[] = [
  ...['think', 'thinking', 'reasoning', 'thought', 'seed:think'].map((name) => [`<${name}>`, `</${name}>`] as const),
  ['[think]', '[/think]'],
  ['◁think▷', '◁/think▷'],
];

/** No model thinks so often, and each block is looked for in all of the rest. */
const MOST_BLOCKS = 20;

/** Takes the thoughts away that many servers leave at the start of a reply, one block after another. */
export function splitThoughts(whole: string): Split {
  const thoughts: string[] = [];
  let last: Split = { text: whole, thoughts: '', isOpen: false };
  for (let split = firstSplit(whole); split;) {
    thoughts.push(split.thoughts);
    last = split;
    split = thoughts.length < MOST_BLOCKS && openingOf(split.text) ? firstSplit(split.text) : undefined;
  }
  return { ...last, thoughts: thoughts.filter(Boolean).join('\n\n') };
}

const openingOf = (text: string) => TAGS.find(([opening]) => beginsWith(text.trimStart(), opening));

const beginsWith = (text: string, tag: string) => text.slice(0, tag.length).toLowerCase() === tag;

/**
 * The first block of thoughts; a closing tag without an opening one counts from the start, because templates may hold the
 * opening one. Undefined when there is none.
 */
function firstSplit(whole: string): Split | undefined {
  const tag = openingOf(whole);
  const rest = tag ? whole.trimStart().slice(tag[0].length) : whole;
  const lower = oneCase(rest);
  const [end, opening, closing] = firstOf(lower, tag ? [tag] : TAGS);
  if (end < 0) return tag ? { text: '', thoughts: rest.trim(), isOpen: true } : undefined;
  // Tags in the middle of a text are part of it.
  if (!tag && lower.slice(0, end).includes(opening)) return undefined;
  const text = rest.slice(end + closing.length).trimStart();
  return { text, thoughts: rest.slice(0, end).trim(), isOpen: false };
}

/** Small letters, as many as before. */
const oneCase = (text: string) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** Where the first of the closing tags stands, -1 when none does, and its pair. */
function firstOf(text: string, tags: typeof TAGS): readonly [end: number, opening: string, closing: string] {
  const found = tags.map(([opening, closing]) => [text.indexOf(closing), opening, closing] as const);
  const [first = [-1, '', ''] as const] = found.filter(([end]) => end >= 0).sort(([a], [b]) => a - b);
  return first;
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
