import type { Result } from '../types';
import type { SendForLines } from './lines';
import type { Endpoint, Fetch, Reply, ReplyWithin, Send } from './send';

/** What an operation hands over once it has read its form: what to send where, and how that becomes a result. */
export type Plan = {
  /** The operation's name in the form. */
  readonly operation: string;
  readonly endpoint: Pick<Endpoint<never>, 'method' | 'path' | 'query'>;
  /** The bodies of the requests, each made when its turn comes; making one throws what is wrong with it. */
  readonly bodies: { readonly length: number; at(index: number): object | undefined };
  /** The id of the model asked for; undefined where there is none. */
  readonly model: string | undefined;
  /** What was changed or left out of what the user typed. */
  readonly warnings: readonly string[];
  /** The largest reply to one request that is read, unpacked. */
  readonly mostMegabytes: number;
  /** Into how many batches the bodies go, where they are sent as such. */
  readonly parts?: () => Promise<number>;
  /** Whether it makes many requests, one for each row or part of a list. */
  readonly isBulk?: boolean;
  /** Whether a request starts work that goes on at the server's side: it is repeated only when it was surely not started. */
  readonly startsWork?: boolean;
  /** Whether a reply may be about something that failed, such as a job: that is what was asked for. */
  readonly mayTellOfFailure?: boolean;
  /** What to say where a server has no such path, in place of the general words. */
  readonly notOffered?: string;
  /** What to do after a 404, where the path holds an id that may not exist. */
  readonly notFound?: string;
  readonly run: (api: Api) => Promise<Result>;
};

/** Bodies that are made from items, each when its turn comes. */
export const madeFrom = <T>(items: readonly T[], make: (item: T, index: number) => object): Plan['bodies'] => ({
  length: items.length,
  at: (index) => (index < items.length ? make(items[index] as T, index) : undefined),
});

/** The API as a running plan sees it, over the query's connection. */
export type Api = {
  readonly send: Send;
  readonly fetch: Fetch;
  /** Hands over each line of a reply of JSON lines as it comes; after a broken connection those before come once more. */
  readonly lines: SendForLines;
  /** Reads a reply that came within another one. */
  readonly read: (given: ReplyWithin) => Reply;
  /** Whether the server has answered a request of the query at all. */
  readonly isReached: () => boolean;
  /** What is left of the query's time. */
  readonly secondsLeft: () => number;
  /** Ends the query's time so many seconds sooner for what is done within, so that they are left for what comes after it. */
  readonly keepingBack: <T>(seconds: number, within: () => Promise<T>) => Promise<T>;
};
