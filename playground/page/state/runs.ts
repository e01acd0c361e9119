/* Runs queries, one at a time, and keeps what came of the last 20. */
import { computed, signal } from '@preact/signals';
import type { Metadata, Options, Query, Result } from '../../api';
import { ask } from '../server';
import type { AppState } from './app-state';
import type { Connection } from './connection';
import type { Memory } from './memory';
import type { QueryState } from './query';

/** A query that ran, and what came of it. */
export type Run = {
  readonly id: string;
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
  readonly query: Query;
  /** What the plugin got. */
  readonly sent: Options;
  /** Where it went, in words. */
  readonly from: string;
  readonly isEmbedded: boolean;
  readonly seconds: number;
  readonly result: Result;
};

const MOST_KEPT = 20;

export function createRuns(query: QueryState, app: AppState, connection: Connection, memory: Memory) {
  const running = signal<{ readonly id: string; readonly started: number } | undefined>(undefined);
  const shown = signal<Run | undefined>(memory.history?.[0]);
  const history = signal(memory.history ?? []);
  /** Set when a run was asked for that would send templates without a value. */
  const isHeld = signal(false);

  const keep = (run: Run) => {
    shown.value = run;
    history.value = [run, ...history.value.filter(({ id }) => id !== run.id)].slice(0, MOST_KEPT);
    const { status, data, metadata, message, description } = run.result;
    if (status === 'stopped') return;
    const error = status === 'ok' ? {} : { error: { message, description, data } };
    const left = { data: status === 'ok' ? data : [], metadata: metadata as Metadata, ...error };
    app.results.value = { ...app.results.value, [run.query.name]: left };
  };

  const run = async (anyway = false) => {
    if (running.value) return;
    isHeld.value = !anyway && query.problems.value.length > 0;
    if (isHeld.value) return;
    const started = performance.now();
    const id = crypto.randomUUID();
    const asked = { name: query.name.value, options: query.options.value };
    const about = {
      id,
      at: Date.now(),
      query: asked,
      sent: query.sent.value,
      from: connection.from.value,
      isEmbedded: connection.isEmbedded.value,
    };
    running.value = { id, started };
    const question = { ...connection.source.value, options: about.sent, run: id };
    const result = await connection.asked('/api/run', question);
    keep({ ...about, seconds: (performance.now() - started) / 1000, result });
    running.value = undefined;
  };

  return {
    running,
    shown,
    history,
    isHeld,
    run,
    stop: () => (running.value ? ask('/api/stop', { run: running.value.id }) : undefined),
    /** Whether the result on show is of another query than the one that is filled in. */
    isStale: computed(() => {
      const { value: run } = shown;
      const asked = { name: query.name.value, options: query.options.value };
      return run !== undefined && JSON.stringify(run.query) !== JSON.stringify(asked);
    }),
  };
}

export type Runs = ReturnType<typeof createRuns>;
