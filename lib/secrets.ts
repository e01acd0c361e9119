import type { Source } from './types';
import { isObject } from './values';

/** Puts *** in place of every secret, in a text or in all texts of a JSON value. */
export type Mask = <T>(value: T) => T;

/** Shorter ones would mask ordinary words. */
const SHORTEST_SECRET = 8;

/**
 * What a key looks like after a server has starred its middle: OpenAI still shows its first and last characters. Starts
 * only where a word does: from every character on, a long word without stars would take the square of its length.
 */
const STARRED_KEY = /(?<![\w-])[\w-]*(?:\*{3,}[\w-]*)+/g;

/** A mask for the secrets of a connection form, key and header values, also as they stand in JSON or an address. */
export function masker(source: Source): Mask {
  const pairs: unknown[] = Array.isArray(source.headers) ? source.headers : [];
  const values = pairs.map((pair): unknown => (Array.isArray(pair) ? pair[1] : undefined));
  const secrets = [source.apiKey, ...values]
    .map((value) => (typeof value === 'string' ? value.trim() : ''))
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  const maskText = (text: string) =>
    secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text).replace(STARRED_KEY, '***');
  const mask = (value: unknown): unknown => {
    if (typeof value === 'string') return maskText(value);
    if (Array.isArray(value)) return value.map(mask);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mask(member)]));
  };
  return mask as Mask;
}
