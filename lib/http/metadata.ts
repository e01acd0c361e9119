import { isObject, membersOf } from '../json';
import type { Usage } from '../types';

/** Chat and embeddings count prompt and completion tokens, images and responses input and output tokens, Whisper seconds. */
export function usageOf(usage: unknown): Usage | undefined {
  if (!isObject(usage)) return undefined;
  const details = (key: string, other: string) => membersOf(usage[key] ?? usage[other]);
  const counts: Record<Exclude<keyof Usage, 'searches'>, unknown> = {
    input_tokens: usage['prompt_tokens'] ?? usage['input_tokens'],
    output_tokens: usage['completion_tokens'] ?? usage['output_tokens'],
    total_tokens: usage['total_tokens'],
    reasoning_tokens: details('completion_tokens_details', 'output_tokens_details')['reasoning_tokens'],
    cached_tokens: details('prompt_tokens_details', 'input_tokens_details')['cached_tokens'],
    seconds: usage['seconds'],
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => typeof count === 'number'));
}

/** The year 3000: what is later is no time in seconds. */
const LATEST = 32_503_680_000;

/** Whether a value is a time in seconds since 1970; 0 stands for an unknown one. */
export const isTime = (value: unknown): value is number => typeof value === 'number' && value > 0 && value < LATEST;

/** The sum of several counts; a count that none of them gives stays absent. */
export function totalUsage(usages: readonly (Usage | undefined)[]): Usage | undefined {
  const entries = usages.flatMap((usage) => Object.entries(usage ?? {}));
  if (entries.length === 0) return undefined;
  const total: Record<string, number> = {};
  for (const [name, count] of entries) total[name] = (total[name] ?? 0) + count;
  return total;
}
