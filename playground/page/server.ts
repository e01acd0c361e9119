/* Asks the playground's server. */
import type { Json } from '../api';

const token = document.querySelector<HTMLMetaElement>('meta[name=token]')?.content ?? '';

/** The token, with which the page's own style sheets may be added. */
export const nonce = token;

/** Posts a question and gives the answer; throws an Error whose message can be shown. */
export async function ask<Answer>(path: string, question: object = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'x-playground-token': token };
  const posted = { method: 'POST', headers, body: JSON.stringify(question) };
  const response = await fetch(path, posted).catch(() => undefined);
  if (!response) throw new Error('The playground’s server does not answer. Start it again: npm run playground');
  const answer = (await response
    .json()
    .catch(() => ({ refused: 'The playground’s server had a problem of its own.' }))) as Answer | { refused: string };
  if (!response.ok) throw new Error((answer as { refused: string }).refused);
  return answer as Answer;
}

/** A text as it is, nothing as a blank one, and all else as JSON. */
export const asText = (value: Json): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const isObject = (value: unknown): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
