import { isObject, parsed } from '../json';
import { inSlices } from '../slices';
import type { Source } from '../types';
import type { Failure } from './failure';

/** Puts *** in place of every secret, in a text or in all texts of a JSON value. */
export type Mask = <T>(value: T) => T;

/** Shorter ones would mask ordinary words. */
const SHORTEST_SECRET = 8;

/** A mask for the secrets of a connection form, key and header values, also as they stand in JSON or an address. */
export function masker(source: Source): Mask {
  const spellings = [source.apiKey, ...headerValues(source.headers)]
    .map((value) => (isObject(value) ? JSON.stringify(value) : String((value ?? '') as number)).trim())
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), inAddress(secret)]);
  // A secret that begins like a shorter one must not leave its end behind.
  const secrets = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  const mask = (value: unknown): unknown => {
    if (typeof value === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), value);
    if (Array.isArray(value)) return value.map(mask);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mask(member)]));
  };
  return mask as Mask;
}

/** The same members with the secrets in them masked; long lists in slices. */
export async function maskedMembers<T extends object>(members: T, mask: Mask): Promise<T> {
  const entries = Object.entries(members).map(async ([key, member]: [string, unknown]) => {
    return [key, Array.isArray(member) ? await inSlices<unknown, unknown>(member, mask) : mask(member)] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as T;
}

/** A failure with the secrets in its texts masked, the server's id and code too, but not its kind, which apps branch on. */
export const masked = (failure: Failure, mask: Mask): Failure => ({ ...mask(failure), kind: failure.kind });

/** The second member of each pair, whatever else the field holds; connecting is what complains about that. */
function headerValues(headers: unknown): unknown[] {
  const pairs = typeof headers === 'string' ? parsed(headers) : headers;
  return Array.isArray(pairs) ? pairs.map((pair: unknown): unknown => (Array.isArray(pair) ? pair[1] : undefined)) : [];
}

/** By way of bytes, because a lone surrogate cannot be encoded. */
const inAddress = (secret: string) => encodeURIComponent(Buffer.from(secret).toString());
