import type { Connection } from '../http/connection';
import type { Result } from '../types';
import { choice, isObject } from './values';

/** Base64 up to this many characters is shown whole. */
const LONGEST_BASE64 = 200;
const START = 40;
const BASE64 = /^data:[^,]{0,100};base64,/;

export const isDryRun = (answer: unknown): boolean => choice(answer, 'Dry run', ['no', 'yes']) === 'yes';

/** What a query would send, for `requests` requests of which `body` is the first; nothing of the connection. */
export const dryRun = (
  { exchange }: Connection,
  path: string,
  body: object | undefined,
  requests: number,
  metadata: { model: string; warnings: readonly string[] }
): Result => ({
  data: { method: 'POST', path, body: body && shortened(body), requests },
  metadata: { ...metadata, attempts: exchange.attempts },
});

/** The same JSON with long base64 cut to its start and length. */
function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shortened);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shortened(member)]));
  const isLong = typeof value === 'string' && value.length > LONGEST_BASE64 && BASE64.test(value);
  return isLong ? `${value.slice(0, START)}… (${value.length} characters)` : value;
}
