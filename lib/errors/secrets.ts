import { isObject, listOf, parsed } from '../json';
import type { Source } from '../types';
import type { Failure } from './failure';
import { hiding, unescaped } from './hiding';

/** Puts *** in place of every secret in a text. */
export type Mask = (text: string) => string;

/**
 * A mask for the secrets of a connection form, which may hold any values, and for `others` of the query. It is for what a
 * server says of a failure, and for addresses; not for data, nor for what a user typed into a query, which are never altered.
 */
export function masker(source: Source, others: readonly unknown[] = []): Mask {
  const values = [source.apiKey, ...headerSecrets(source.headers), ...others].map(asText);
  return hiding([...values.flatMap(credentials), ...addressSecrets(asText(source.base_url))]);
}

/** A failure with the secrets in its message masked. */
export const masked = (failure: Failure, mask: Mask): Failure => ({ ...failure, message: mask(failure.message) });

/** The value of each pair, whatever else the field holds; also a name that can be none, because a value may stand there. */
function headerSecrets(headers: unknown): unknown[] {
  const pairs = listOf(typeof headers === 'string' ? parsed(headers) : headers);
  return pairs.flatMap((pair) => {
    const [name, value] = listOf(pair);
    return /^[\w!#$%&'*+.^`|~-]*$/.test(asText(name)) ? [value] : [name, value];
  });
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
  const rest = value.replace(/^\S+\s+/, '');
  const scheme = value.slice(0, -rest.length).trim();
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
