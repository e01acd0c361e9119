import { invalid } from '../errors/failure';
import { escapedLiteral, fromJson, isSet, quoted } from '../form/values';

const LABEL = 'Stop sequence';
/** https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop */
const MOST = 4;
/** A limit of ours, in characters. */
const LONGEST = 1000;

/**
 * The texts at which a reply ends: [] when the field is not set. A text, or an array (also as JSON text) of up to four;
 * text that is no JSON array, such as [END], is one stop itself.
 */
export function stopSequences(answer: unknown): readonly string[] {
  if (!isSet(answer)) return [];
  const value = fromJson(answer, LABEL);
  if (!Array.isArray(value)) return [checkLength(escapedLiteral(answer, LABEL) as string, LABEL)];
  if (value.length > MOST) throw invalid(`${LABEL} takes up to ${MOST} texts, not ${value.length}.`);
  return value.map(member);
}

function member(value: unknown, index: number): string {
  const where = `${LABEL}: entry ${index + 1}`;
  const isText = (typeof value === 'string' && value) || typeof value === 'number';
  if (!isText) throw invalid(`${where} must be a text, not ${quoted(value)}.`);
  return checkLength(String(value), where);
}

function checkLength(stop: string, where: string): string {
  if (stop.length > LONGEST) throw invalid(`${where} takes up to 1,000 characters, not ${stop.length}. Shorten it.`);
  return stop;
}

/** The text before the earliest of the stops, and whether there was one. */
export function cutAtStops(text: string, stops: readonly string[]): { text: string; cut: boolean } {
  const positions = stops.map((stop) => text.indexOf(stop)).filter((position) => position >= 0);
  return positions.length ? { text: text.slice(0, Math.min(...positions)), cut: true } : { text, cut: false };
}

/** What is said when the reply is cut here in place of the server. */
export const ownStopsWarning = (model: string) =>
  `Stop sequence was not sent, because ${model} does not take it; the reply is cut at it here instead.`;
