import { type Failure, failureOf } from '../errors/failure';
import { masked } from '../errors/secrets';
import { isObject } from '../json';
import type { Metadata, Result } from '../types';
import type { Connection } from './connection';
import { type Endpoint, type Reply, send } from './send';

/** What an operation hands over once it has read its form: what to send where, and how that becomes a result. */
export type Plan = {
  readonly endpoint: Pick<Endpoint<never>, 'method' | 'path'>;
  /** The bodies of the requests, each made when its turn comes; making one throws what is wrong with it. */
  readonly bodies: { readonly length: number; at(index: number): object | undefined };
  /** The id of the model asked for. */
  readonly model: string;
  /** What was changed or left out of what the user typed. */
  readonly warnings: readonly string[];
  readonly run: (api: Api) => Promise<Result>;
};

/** Bodies that are made from items, each when its turn comes. */
export const madeFrom = <T extends object>(items: readonly T[], make: (item: T) => object): Plan['bodies'] => ({
  length: items.length,
  at: (index) => items[index] && make(items[index]),
});

/** The API as a running plan sees it, over the query's connection. */
export type Api = {
  /** Makes one request; throws a Failure for all but a JSON object. */
  readonly send: <Body>(endpoint: Endpoint<Body>, body: Body) => Promise<Reply>;
  /** An error as the Failure that an app may see, for a result that holds failures. */
  readonly failureOf: (error: unknown) => Failure;
};

/** What a query gives: how often the network was asked stands in its metadata. */
export type QueryOutcome = { data: unknown; metadata: Metadata & { attempts: number } };

/**
 * The one place that sends, or with Dry run shows the first request in place of sending it. With Output Full response an app
 * finds in `data` what else only stands in `metadata`, which ToolJet 2.x does not hand on.
 */
export async function carriedOut(
  plan: Plan,
  connection: Connection,
  { isDryRun, isFull }: { isDryRun: boolean; isFull: boolean }
): Promise<QueryOutcome> {
  const result = isDryRun ? preview(plan) : await plan.run(apiOf(connection, plan.model));
  return {
    data: isFull && !isDryRun ? fullResponse(result) : result.data,
    metadata: { ...result.metadata, attempts: connection.budget.attempts },
  };
}

function fullResponse({ data, full, metadata: { model, usage, warnings } }: Result): unknown {
  if (full || !isObject(data)) return full ?? data;
  return { ...data, model, ...(usage && { usage }), warnings };
}

const apiOf = (connection: Connection, model: string): Api => ({
  send: (endpoint, body) => send(connection, model, endpoint, body),
  failureOf: (error) => masked(failureOf(error), connection.mask),
});

function preview({ endpoint: { method, path }, bodies, model, warnings }: Plan): Result {
  const body = bodies.at(0);
  return {
    data: { method, path, body: body && shortened(body), requests: bodies.length },
    metadata: { model, warnings },
  };
}

/** Base64 up to this many characters is shown whole. */
const LONGEST_BASE64 = 200;
const START = 40;
const BASE64 = /^data:[^,]{0,100};base64,/;

/** The same JSON with long base64 cut to its start and length, and files as their type and size. */
function shortened(value: unknown): unknown {
  if (value instanceof Blob) return `${value.type}, ${value.size} bytes`;
  if (Array.isArray(value)) return value.map(shortened);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shortened(member)]));
  const isLong = typeof value === 'string' && value.length > LONGEST_BASE64 && BASE64.test(value);
  return isLong ? `${value.slice(0, START)}… (${value.length} characters)` : value;
}
