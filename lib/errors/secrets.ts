import { isObject, parsed } from '../json';
import { inSlices } from '../slices';
import type { Source } from '../types';
import type { Failure } from './failure';
import { hiding, unescaped } from './hiding';

/** Puts *** in place of every secret, in a text or in all texts of a JSON value. */
export type Mask = <T>(value: T) => T;

/** A mask for the secrets of a connection form; it takes a form with any values in it. */
export function masker(source: Source): Mask {
  const values = [source.apiKey, ...headerSecrets(source.headers)].map(asText);
  const hide = hiding([...values.flatMap(credentials), ...addressSecrets(asText(source.base_url))]);
  const mask = (value: unknown): unknown => {
    if (typeof value === 'string') return hide(value);
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

/** The value of each pair, whatever else the field holds; also a name that can be none, because a value may stand there. */
function headerSecrets(headers: unknown): unknown[] {
  try {
    const pairs = typeof headers === 'string' ? parsed(headers) : headers;
    if (!Array.isArray(pairs)) return [];
    return pairs.flatMap((pair: unknown): unknown[] => {
      if (!Array.isArray(pair)) return [];
      const [name, value] = pair as unknown[];
      return /^[\w!#$%&'*+.^`|~-]*$/.test(asText(name)) ? [value] : [name, value];
    });
  } catch {
    return [];
  }
}

/** A value as it would be sent; '' for one that has no text, about which connecting complains. */
function asText(value: unknown): string {
  try {
    return (isObject(value) ? JSON.stringify(value) : `${(value ?? '') as number}`).trim();
  } catch {
    return '';
  }
}

/**
 * A header's value and what follows its scheme (`Bearer …`), unless those are words of a text; of Basic also what it says,
 * and the password in it.
 */
function credentials(value: string): string[] {
  const [, scheme = '', rest = ''] = /^(\S+)\s+([^]+)$/.exec(value) ?? [];
  const isText = !/^(bearer|basic|token)$/i.test(scheme) && /^[a-z\s]*$/i.test(rest);
  const basic = /^basic$/i.test(scheme) ? Buffer.from(rest, 'base64').toString() : '';
  return [value, ...(isText ? [] : [rest, basic, basic.slice(basic.indexOf(':') + 1)])];
}

/** What can be a secret in Base URL: values of its query, and parts of its path that look made by a machine. */
function addressSecrets(address: string): string[] {
  try {
    const { pathname, search } = new URL(address);
    const parameters = search.slice(1).split('&');
    const values = parameters.filter((pair) => !/^api-version=/i.test(pair)).map((pair) => pair.replace(/^[^=]*=/, ''));
    const parts = pathname.split('/').filter((part) => /^(?=.*[a-z])(?=.*\d)[^-]{20,}$/i.test(unescaped(part)));
    return [...values, ...values.map((value) => value.replaceAll('+', ' ')), ...parts];
  } catch {
    return [];
  }
}
