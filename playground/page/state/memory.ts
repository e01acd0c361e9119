/*
 * What the browser keeps of the page until the next time: all but keys, headers, files, and results above 1 MB. It is one
 * entry of localStorage; without it (a private window, a full disk) the page works the same and forgets.
 */
import { effect } from '@preact/signals';
import type { Options, Query } from '../../api';
import { asText, isObject } from '../server';
import type { QueryResult } from './app-state';
import { publicPart } from './connection';
import type { Run } from './runs';
import type { Theme } from './settings';

export type Memory = {
  readonly theme?: Theme;
  readonly text?: string;
  readonly query?: Query;
  readonly isEmbedded?: boolean;
  readonly own?: Options;
  readonly moreFields?: Readonly<Record<string, boolean>>;
  readonly results?: Readonly<Record<string, QueryResult>>;
  readonly history?: readonly Run[];
};

const KEY = 'openai-plugin-playground';

/** The most characters of one result that is kept, and of all of them. */
const MOST_OF_ONE = 1_000_000;
const MOST_OF_ALL = 3_000_000;

/** What was kept; nothing of it where it cannot be read. */
export function recall(): Memory {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as unknown;
    return isObject(kept) ? kept : {};
  } catch {
    return {};
  }
}

/**
 * Keeps what `memory` gives, now and whenever the signals that it reads change, until the function that it gives is called.
 * It is written a moment later, so that typing stays light, and at once when the page is left.
 */
export function remember(memory: () => Memory): () => void {
  let unwritten: Memory | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const drop = () => {
    clearTimeout(timer);
    unwritten = undefined;
  };
  const writeNow = () => {
    if (unwritten) write(unwritten);
    drop();
  };
  const stopWatching = effect(() => {
    drop();
    unwritten = memory();
    timer = setTimeout(writeNow, 200);
  });
  addEventListener('pagehide', writeNow);
  return () => {
    stopWatching();
    removeEventListener('pagehide', writeNow);
    drop();
  };
}

export function forget(): void {
  localStorage.removeItem(KEY);
}

function write(memory: Memory) {
  try {
    localStorage.setItem(KEY, JSON.stringify(slim(memory)));
  } catch {
    // The page works without.
  }
}

/** Without keys, headers and files, and with as many of the latest runs and results as fit. */
function slim({ own = {}, query, results = {}, history = [], ...memory }: Memory): Memory {
  const { headers: _, ...options } = own;
  let left = MOST_OF_ALL;
  const fits = (value: unknown) => {
    const size = (JSON.stringify(value) as string | undefined)?.length ?? 0;
    if (size > MOST_OF_ONE || size > left) return false;
    left -= size;
    return true;
  };
  return {
    ...memory,
    own: { ...options, ...('base_url' in options && { base_url: publicPart(asText(options['base_url'])) }) },
    ...(query && { query: { ...query, options: keepable(query.options) } }),
    results: Object.fromEntries(Object.entries(results).filter(([, result]) => fits(result))),
    history: history.map(slimRun).filter(fits),
  };
}

const slimRun = (run: Run): Run => ({
  ...run,
  query: { ...run.query, options: keepable(run.query.options) },
  sent: keepable(run.sent),
});

/** Options in which keys stand as typed. */
const SECRET = ['mcp_servers'];
const LONGEST_OPTION = 20_000;
const FILE = /data:[\w/+.-]+;base64,/;

/** The options but for keys, files and very long ones. */
const keepable = (options: Options): Options =>
  Object.fromEntries(
    Object.entries(options).filter(([key, value]) => {
      const text = asText(value);
      return !SECRET.includes(key) && text.length <= LONGEST_OPTION && !FILE.test(text);
    })
  );
