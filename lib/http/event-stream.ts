import { errorWithin, looksLikeAnswer } from '../errors/within-success';
import { isObject, type JsonObject, listOf, membersOf, parsed } from '../json';

/*
 * Servers that stream although nobody asked: https://github.com/langgenius/dify/issues/11258. The SDK's Stream would do to read
 * the events, but it writes what it cannot parse to the console and tells no whole stream from one that broke off.
 */

/** One event, its data as it came and as JSON. */
type Event = { readonly data: string; readonly isError: boolean; readonly value: unknown };

/** The reply that events stand for, as if it had come whole; 'cut' when they end too early, undefined when there are none. */
export function assembled(text: string): JsonObject | 'cut' | undefined {
  const events = eventsIn(text);
  if (events.length === 0) return undefined;
  const objects = events.map(({ value }) => value).filter(isObject);
  const failure = events.map(failureIn).find(Boolean);
  const chunks = objects.filter((object) => Array.isArray(object['choices']));
  const chat = chunks.map(chunkOf).reduce<unknown>((before, chunk) => joined(before, chunk, ''), undefined);
  if (failure) return { ...membersOf(chat), ...failure };
  if (events.some(isBroken)) return 'cut';
  const isDone = events.some(({ data }) => data.startsWith('[DONE]'));
  if (isObject(chat)) {
    const isEnded = listOf(chat['choices']).some((choice) => membersOf(choice)['finish_reason']);
    return isDone || isEnded ? chat : 'cut';
  }
  const last = finished(membersOf(objects.at(-1)));
  return isDone || last !== objects.at(-1) || 'data' in last ? last : 'cut';
}

/** How a streamed answer begins, whatever it is called: with an event, perhaps after comments. */
export const looksLikeStream = (start: string) => FIRST_EVENT.test(start) && looksLikeAnswer(start);

const FIRST_EVENT = /^\uFEFF?(?::[^\n\r]*[\n\r]+){0,9}(?:event: ?[^\n\r]*(?:\r\n|\n|\r))?data: ?\{/;

/** The events: https://html.spec.whatwg.org/multipage/server-sent-events.html; some servers put no blank line between them. */
const eventsIn = (text: string): Event[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n\r\n|\n\n|\r\r/)
    .flatMap((block) => {
      const lines = block.split(/\r\n|\n|\r/);
      const isError = lines.some((line) => /^event: ?error\s*$/.test(line));
      const pieces = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).replace(/^ /, ''));
      const whole = { data: pieces.join('\n'), isError, value: parsed(pieces.join('\n')) };
      if (pieces.length < 2 || whole.value !== undefined) return pieces.length > 0 ? [whole] : [];
      return pieces.map((data) => ({ data, isError, value: parsed(data) }));
    });

/** A part of an answer that broke off. */
const isBroken = ({ data, value }: Event) => value === undefined && looksLikeAnswer(data);

/** The error that an event tells, as a body tells it; undefined when it tells none. */
function failureIn({ data, isError, value }: Event): JsonObject | undefined {
  if (isObject(value) && errorWithin(value)) return value;
  const { type, object } = membersOf(value);
  return isError || type === 'error' || object === 'error' ? { error: value ?? data } : undefined;
}

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

/**
 * What came before, and what comes now: pieces of text joined, lists element by element, objects by their members. Nothing and
 * a blank say nothing new: https://github.com/anomalyco/opencode/issues/37841
 */
function joined(before: unknown, now: unknown, key: string): unknown {
  if (now === null || now === undefined || (now === '' && before !== undefined)) return before;
  if (typeof before === 'string' && typeof now === 'string' && PIECES.includes(key)) return before + now;
  if (key === 'content' && Array.isArray(before) && typeof now === 'string') return withText(before, now);
  if (Array.isArray(now)) return joinedLists(partsBefore(before), now, key);
  if (!isObject(now)) return now;
  const old = membersOf(before);
  return {
    ...old,
    ...Object.fromEntries(Object.entries(now).map(([name, one]) => [name, joined(old[name], one, name)])),
  };
}

/** Parts of a content, to which text comes outside of any: https://docs.mistral.ai/capabilities/reasoning/ */
function withText(parts: readonly unknown[], text: string): unknown[] {
  const last = membersOf(parts.at(-1));
  const isText = last['type'] === 'text' && typeof last['text'] === 'string';
  if (!isText) return [...parts, { type: 'text', text }];
  return [...parts.slice(0, -1), { ...last, text: `${last['text'] as string}${text}` }];
}

/** The elements of a list; of a content that began as text, that text as a part. */
const partsBefore = (before: unknown): readonly unknown[] =>
  typeof before === 'string' && before ? [{ type: 'text', text: before }] : listOf(before);

function joinedLists(before: readonly unknown[], now: readonly unknown[], key: string): unknown[] {
  const list = [...before];
  for (const [position, item] of now.entries()) {
    const place = placeOf(membersOf(item), list, key === 'choices' ? position : undefined);
    if (place < 0) list.push(joined(undefined, item, ''));
    else list[place] = joined(list[place], item, '');
  }
  return list;
}

/**
 * Where the element is that a piece goes on with; -1 for a new one. Choices and calls may have no index, and all calls the same
 * one, though each has a name and an id of its own: https://github.com/QuantumNous/new-api/pull/2701
 */
function placeOf({ index, id, function: called }: JsonObject, list: readonly unknown[], position?: number): number {
  const isNamed = Boolean(membersOf(called)['name']);
  const isOther = (one: JsonObject) => isNamed && Boolean(id) && Boolean(one['id']) && one['id'] !== id;
  if (index === undefined && position !== undefined) return position < list.length ? position : -1;
  if (index === undefined && isObject(called) && !isNamed) return list.length - 1;
  if (index === undefined) return list.findIndex((one) => Boolean(id) && membersOf(one)['id'] === id);
  return list
    .map(membersOf)
    .map((one) => one['index'] === index && !isOther(one))
    .lastIndexOf(true);
}
