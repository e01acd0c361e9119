/* Where queries go: the embedded server, with a fault on purpose or without, or a server of one's own. */
import { computed, signal } from '@preact/signals';
import type { Form, Json, Options, Result, Source } from '../../api';
import { ask, asText, messageOf } from '../server';
import type { Memory } from './memory';

type Default = { readonly value: Json };

export function createConnection({ defaults = {} }: Form, keptSecrets: readonly string[], memory: Memory) {
  const isEmbedded = signal(memory.isEmbedded ?? true);
  const fault = signal('');
  const own = signal<Options>(
    memory.own ?? Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, (value as Default).value]))
  );
  const kept = signal(keptSecrets);
  const tested = signal<Result | 'testing' | undefined>(undefined);
  let told: Promise<unknown> = Promise.resolve();

  const source = computed<Source>(() => (isEmbedded.value ? { fault: fault.value } : { own: own.value }));
  /** What a test said is no longer true of a changed connection. */
  let tests = 0;
  const forget = () => {
    tests += 1;
    tested.value = undefined;
  };
  source.subscribe(forget);
  kept.subscribe(forget);

  /** Asks once the server knows the secrets that were typed, and not at all if it does not. */
  const asked = (path: string, question: object): Promise<Result> =>
    told
      .then(() => ask<Result>(path, question))
      .catch((error: unknown): Result => ({ status: 'failed', message: messageOf(error) }));

  return {
    isEmbedded,
    fault,
    /** The options of the data source of one's own, without its secrets. */
    own,
    /** The keys of the secrets that the server keeps. */
    kept,
    source,
    asked,
    /** In words, for beside a result. */
    from: computed(() =>
      isEmbedded.value
        ? 'the embedded test server: answers are made up'
        : publicPart(asText(own.value['base_url'])) || 'OpenAI'
    ),
    tested,
    test: async () => {
      tested.value = 'testing';
      const mine = (tests += 1);
      const result = await asked('/api/test', source.value);
      if (mine === tests) tested.value = result;
    },
    /** Tells the server a secret, one after another; the page keeps no more than its key. */
    tellSecret: (key: string, value: string): Promise<unknown> => {
      const telling = async () => {
        kept.value = await ask<string[]>('/api/secrets', { [key]: value });
      };
      told = told.then(telling, telling);
      return told;
    },
  };
}

/** An address without what may be a key in it: user, password, query. */
export function publicPart(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url ? `${url.origin}${url.pathname}` : (address.split('?')[0] ?? '');
}

export type Connection = ReturnType<typeof createConnection>;
