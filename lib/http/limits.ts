import type { JsonObject, Source } from '../types';
import { number, wholeNumber } from '../form/values';

/** The most that Node's fetch waits for a reply to begin: https://github.com/nodejs/undici/blob/main/docs/docs/api/Client.md */
const LONGEST = 300;
/** How long before ToolJet's own timeout the plugin ends a query, so that nothing goes on and costs behind its back. */
const MARGIN_SHARE = 0.1;
const LONGEST_MARGIN = 500;

/**
 * How long a query may take, retries included, and how often a request is retried: Timeout and Retries of the data source,
 * shortened to end just before `query_timeout` (milliseconds), with which ToolJet gives up but aborts nothing.
 */
export function limitsOf(source: Source, options: JsonObject): { seconds: number; maxRetries: number } {
  const timeout = number(source.timeout_seconds, 'Timeout', 1, LONGEST) ?? LONGEST;
  const maxRetries = wholeNumber(source.max_retries, 'Retries', 0, 10) ?? 2;
  const given = options['query_timeout'];
  const milliseconds = typeof given === 'string' || typeof given === 'number' ? Number(given) : 0;
  const ours = (milliseconds - Math.min(milliseconds * MARGIN_SHARE, LONGEST_MARGIN)) / 1000;
  return { seconds: ours > 0 ? Math.min(timeout, ours) : timeout, maxRetries };
}
