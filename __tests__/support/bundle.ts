import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import vm from 'node:vm';
import { loadService, type Service } from '../../scripts/hosts.cjs';
import type { Operation } from '../../lib/types';
import { KEY } from './openai';
import queries from './queries.json';

type Json = Record<string, unknown>;

const code = readFileSync('dist/index.js', 'utf8');

/** The process the bundle sees: it lives in Node's main realm, and the `process` of a test is a copy. */
export const mainProcess = vm.runInThisContext('process') as NodeJS.Process;
mainProcess.env['SSRF_DNS_RESOLUTION_CHECK'] = 'false';

/** The plugin's service as ToolJet's newest server makes it for one query, from the built bundle. */
export const service = (): Service => loadService(code);

/**
 * For each operation the fewest answers with which it sends a request, where that goes (by POST unless it says else), and a
 * good reply; scripts read the file too. tsc refuses a form without an entry.
 */
export const QUERIES: Record<Operation, { method?: string; options: object; path: string; reply: object }> = queries;

export const OPERATIONS = Object.keys(QUERIES) as Operation[];

/** What the error of a failed query must look like, whatever failed. */
const TYPES: Json = {
  message: 'string',
  kind: 'string',
  retryable: 'boolean',
  status: 'number',
  code: 'string',
  type: 'string',
  param: 'string',
  request_id: 'string',
  retry_after_seconds: 'number',
};

const KINDS =
  'invalid_input authentication permission quota rate_limit model_not_found context_length content_policy unsupported_parameter invalid_request output_limit timeout connection server unusable_reply'.split(
    ' '
  );

/** The data of an error that ToolJet can show and an app can branch on; fails the test when it is anything else. */
export function dataOf(thrown: unknown, secret = KEY): Json {
  const error = thrown as Error & { description: unknown; data: Json };
  expect(error.constructor.name).toBe('QueryError');
  const { description, data } = error;
  expect(Object.keys(data).slice(0, 3)).toEqual(['message', 'kind', 'retryable']);
  for (const [name, value] of Object.entries(data)) expect([name, typeof value]).toEqual([name, TYPES[name]]);
  expect(KINDS).toContain(data['kind']);
  expect(data['message']).toBe(description);
  expect(description).toMatch(/\S/);
  expectNowhere(secret, error);
  return data;
}

/** Fails the test when the secret stands anywhere in a value: in members, hidden ones too, or in the stack of an error. */
export function expectNowhere(secret: string, value: unknown): void {
  const whole = inspect(value, { depth: Infinity, showHidden: true, maxStringLength: Infinity, breakLength: Infinity });
  expect(whole.includes(secret)).toBe(false);
}
