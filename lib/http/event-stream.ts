import { errorWithin } from '../errors/within-success';
import { isObject, type JsonObject, listOf, membersOf, parsed } from '../json';

/*
 * Servers that stream although nobody asked: https://github.com/langgenius/dify/issues/11258. The SDK's Stream would do to read
 * the events, but it writes what it cannot parse to the console and tells no whole stream from one that broke off.
 */

/** The reply that events stand for, as if it had come whole; 'cut' when they end too early, undefined when there are none. */
export function assembled(text: string): JsonObject | 'cut' | undefined {
  const events = dataOf(text);
  if (events.length === 0) return undefined;
  const objects = events.map(parsed).filter(isObject);
  const failure = objects.find((object) => errorWithin(object));
  const chunks = objects.filter((object) => Array.isArray(object['choices']));
  const chat = chunks.map(chunkOf).reduce<unknown>((before, chunk) => joined(before, chunk, ''), undefined);
  if (failure) return { ...membersOf(chat), ...failure };
  const isDone = events.some((data) => data.startsWith('[DONE]'));
  if (isObject(chat)) {
    const isEnded = listOf(chat['choices']).some((choice) => membersOf(choice)['finish_reason']);
    return isDone || isEnded ? chat : 'cut';
  }
  const last = finished(membersOf(objects.at(-1)));
  return isDone || last !== objects.at(-1) || 'data' in last ? last : 'cut';
}

/** The data of each event: https://html.spec.whatwg.org/multipage/server-sent-events.html */
const dataOf = (text: string): string[] =>
  text.split(/\r\n\r\n|\n\n|\r\r/).flatMap((event) => {
    const lines = event.split(/\r\n|\n|\r/).filter((line) => line.startsWith('data:'));
    return lines.length > 0 ? [lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n')] : [];
  });

/** What ends a stream of the Responses API or of an image, as the reply that would have come whole; all else as it is. */
function finished(event: JsonObject): JsonObject {
  if (isObject(event['response'])) return event['response'];
  const { type, b64_json, ...rest } = event;
  return String(type).endsWith('.completed') && b64_json ? { ...rest, data: [{ b64_json }] } : event;
}

/** A chunk of a chat, its deltas under the name that the message of a whole reply has. */
const chunkOf = (chunk: JsonObject): JsonObject => ({
  ...chunk,
  choices: listOf(chunk['choices']).map((choice) => {
    const { delta, message, ...rest } = membersOf(choice);
    return { ...rest, message: delta ?? message };
  }),
});

/** Texts that come in pieces; all others come whole. */
const PIECES = ['content', 'text', 'reasoning_content', 'reasoning', 'refusal', 'arguments', 'input'];

/** What came before, and what comes now: pieces of text joined, lists by the index of their elements, objects by their members. */
function joined(before: unknown, now: unknown, key: string): unknown {
  if (now === null || now === undefined) return before;
  if (typeof before === 'string' && typeof now === 'string' && PIECES.includes(key)) return before + now;
  if (Array.isArray(now)) return joinedLists(listOf(before), now);
  if (!isObject(now)) return now;
  const old = membersOf(before);
  return {
    ...old,
    ...Object.fromEntries(Object.entries(now).map(([name, one]) => [name, joined(old[name], one, name)])),
  };
}

function joinedLists(before: readonly unknown[], now: readonly unknown[]): unknown[] {
  const list = [...before];
  for (const item of now) {
    const { index } = membersOf(item);
    const place = list.findIndex((other) => index !== undefined && membersOf(other)['index'] === index);
    if (place < 0) list.push(joined(undefined, item, ''));
    else list[place] = joined(list[place], item, '');
  }
  return list;
}
