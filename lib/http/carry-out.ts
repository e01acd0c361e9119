import { performance } from 'node:perf_hooks';
import { isObject } from '../json';
import type { Metadata, Result } from '../types';
import type { Connection } from './connection';
import { dryRun } from './dry-run';
import { withMissingPath } from './missing-path';
import type { Api, Plan } from './plan';
import { linesOf } from './lines';
import { fetcher, readerOf, requester, sender } from './send';

/** What a query gives: how often the network was asked stands in its metadata. */
type QueryOutcome = { data: unknown; metadata: Metadata & { attempts: number } };

/**
 * The one place that sends, or with Dry run shows the first request in place of sending it. With Output Full response an app
 * finds in `data` what else only stands in `metadata`, which ToolJet 2.x does not hand on; a list stays as it is. Throws what
 * the operation throws.
 */
export async function carryOut(
  plan: Plan,
  connection: Connection,
  { isDryRun, isFull }: { isDryRun: boolean; isFull: boolean }
): Promise<QueryOutcome> {
  const result = isDryRun ? await dryRun(plan) : await ran(plan, connection);
  return {
    data: isFull && !isDryRun ? fullResponse(result) : result.data,
    metadata: { ...result.metadata, attempts: connection.budget.attempts },
  };
}

async function ran(plan: Plan, connection: Connection): Promise<Result> {
  try {
    return await plan.run(apiOf(connection, plan));
  } catch (error) {
    throw await withMissingPath(error, plan, connection);
  }
}

function fullResponse({ data, full, metadata: { model, usage, warnings } }: Result): unknown {
  if (full || !isObject(data)) return full ?? data;
  return { ...data, model, ...(usage && { usage }), warnings };
}

function apiOf(connection: Connection, plan: Plan): Api {
  const { budget } = connection;
  const request = requester(connection, plan);
  return {
    send: sender(connection, plan, request),
    fetch: fetcher(connection, plan, request),
    lines: linesOf(connection, plan),
    read: readerOf(connection, plan),
    isReached: () => budget.isReached,
    secondsLeft: () => (budget.deadline - performance.now()) / 1000,
    keepingBack: async (seconds, within) => {
      budget.deadline -= seconds * 1000;
      try {
        return await within();
      } finally {
        budget.deadline += seconds * 1000;
      }
    },
  };
}
