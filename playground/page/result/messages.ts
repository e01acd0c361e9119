/* The messages of a conversation, as Chat Completions and the Responses API have them. */
import type { Json, JsonObject } from '../../api';
import { asText, isObject } from '../server';
import { short } from './cut';
import { isList, objectsIn } from './shapes';

/** What a message says, and the calls of functions in it. */
export type Message = { readonly role: string; readonly text: string; readonly calls: readonly string[] };

export const messageOf = ({ role, content, tool_calls, refusal }: JsonObject): Message => ({
  role: asText(role) || 'assistant',
  text: textIn(content) || asText(refusal ?? ''),
  calls: callsIn(tool_calls),
});

/** The calls as `find_order({"id":7})`. */
export const callsIn = (calls: Json): string[] =>
  objectsIn(calls).map((call) => {
    const { name, arguments: given } = isObject(call['function']) ? call['function'] : call;
    return `${asText(name)}(${short(asText(given))})`;
  });

function textIn(content: Json): string {
  if (isList(content)) return content.map(partOf).join('\n');
  return content === null ? '' : asText(content);
}

const partOf = (part: Json): string =>
  isObject(part) && typeof part['text'] === 'string' ? part['text'] : short(asText(part), 300, 300);
