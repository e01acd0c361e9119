/* How a run ended, in words. */
import type { Json, Metadata } from '../../api';
import { isObject } from '../server';
import type { Run } from '../state/runs';
import { counted } from './cut';
import { sizeOf } from '../numbers';

/** What a status looks like: done, done with warnings, failed, or neither. */
export type Tone = 'good' | 'warn' | 'bad' | 'neutral';

export type Status = { readonly tone: Tone; readonly headline: string; readonly facts: readonly string[] };

/** Whether a run showed its request in place of sending it. */
export const isDryRun = ({ sent }: Run): boolean => sent['dry_run'] === 'yes';

/** The texts among a result's warnings. */
export const warningsOf = ({ result }: Run): readonly string[] => {
  const warnings: unknown = result.metadata?.warnings;
  return Array.isArray(warnings) ? warnings.filter((warning): warning is string => typeof warning === 'string') : [];
};

/** A run's end in a headline, and what it took. */
export function statusOf(run: Run): Status {
  const { status, data, metadata } = run.result;
  const time = `${run.seconds.toFixed(run.seconds < 0.1 ? 2 : 1)} s`;
  if (status === 'stopped') {
    const bill = run.isEmbedded || isDryRun(run) ? '' : ' The provider may still bill it.';
    return { tone: 'neutral', headline: `Stopped after ${time}.${bill}`, facts: [] };
  }
  const took = [...tokensIn(metadata), ...requestsIn(metadata)];
  if (status === 'failed') {
    return { tone: 'bad', headline: `Failed after ${time}`, facts: isDryRun(run) ? ['nothing was sent'] : took };
  }
  const warnings = warningsOf(run).length;
  const tone = warnings > 0 ? 'warn' : 'good';
  const noted = warnings > 0 ? ` with ${counted(warnings, 'warning')}` : '';
  if (isDryRun(run)) return { tone, headline: 'Dry run: nothing was sent.', facts: noted ? [noted.trim()] : [] };
  return { tone, headline: `Done${noted} in ${time}`, facts: [...took, sizeOf(bytesOf(data))] };
}

/** The one line of words. */
export const sentenceOf = ({ headline, facts }: Status): string => [headline, ...facts].join(' · ');

function tokensIn(metadata?: Metadata): string[] {
  const usage = isObject(metadata?.usage) ? metadata.usage : {};
  const count = (...names: string[]) => names.map((name) => usage[name]).find((value) => typeof value === 'number');
  const parts = [count('input_tokens', 'prompt_tokens'), count('output_tokens', 'completion_tokens')];
  const known = parts.filter((part) => part !== undefined);
  const total = count('total_tokens') ?? (known.length > 0 ? known.reduce((sum, part) => sum + part, 0) : undefined);
  return total === undefined ? [] : [counted(total, 'token')];
}

function requestsIn(metadata?: Metadata): string[] {
  const { attempts } = metadata ?? {};
  return typeof attempts === 'number' ? [counted(attempts, 'request')] : [];
}

const bytesOf = (data: Json): number => new TextEncoder().encode(JSON.stringify(data ?? null)).length;
