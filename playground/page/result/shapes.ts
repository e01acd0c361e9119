/* What kind of data an answer is. */
import type { Json, JsonObject } from '../../api';
import { isObject } from '../server';

export const isText = (value: Json): value is string => typeof value === 'string';
export const isList = (value: Json): value is Json[] => Array.isArray(value);
const isListOf =
  <Member extends Json>(is: (member: Json) => member is Member) =>
  (value: Json): value is Member[] =>
    Array.isArray(value) && value.length > 0 && value.every(is);

export const isObjects = isListOf<JsonObject>(isObject);
export const isTexts = isListOf(isText);

/** The objects of a list, whatever else is in it. */
export const objectsIn = (value: Json): JsonObject[] => (isList(value) ? value.filter(isObject) : []);

/** A picture, a sound or any other file within a text. */
export type DataUri = { readonly uri: string; readonly type: string };

/** A data URI with its type; undefined for any other text. */
export function dataUriIn(value: Json): DataUri | undefined {
  const [, type] = isText(value) ? (/^data:([\w.+-]+\/[\w.+-]+)[;,]/.exec(value) ?? []) : [];
  return type === undefined ? undefined : { uri: value as string, type };
}

/** The addresses of an image result: all it lists, or the one it is about. */
export function imagesOf(data: JsonObject): string[] {
  const inner = data['status'] === 'success' && isObject(data['data']) ? data['data'] : {};
  const listed = isList(inner['images']) ? inner['images'] : [inner];
  return addressesIn(listed);
}

/** The addresses of `[{ url }]`. */
export const addressesIn = (images: Json): string[] =>
  objectsIn(images)
    .map(({ url }) => url)
    .filter(isText);

/** A job of the Batch API: just started, under way, or with its rows. */
export const isBatch = (value: Json): value is JsonObject =>
  isObject(value) && isText(value['batch_id']) && isText(value['status']);

/** An answer of Chat or of Ask with what stands beside it. */
export const isAnswer = ({ content, history, sources, finish_reason, model }: JsonObject): boolean =>
  (isText(content) || content === null) &&
  [isObjects(history), isList(sources), isText(finish_reason), isText(model)].some(Boolean);

/** What Decide says of one input. */
export const isDecision = ({ answers, details }: JsonObject): boolean => isObject(answers) && isObject(details);

/** What Moderate says of one input. */
export const isVerdict = ({ flagged, scores }: JsonObject): boolean => typeof flagged === 'boolean' && isObject(scores);

/** What was said in a recording. */
export const isTranscript = ({ text, segments, subtitles, language, duration }: JsonObject): boolean =>
  isText(text) && [isList(segments), isText(subtitles), isText(language), typeof duration === 'number'].some(Boolean);
