import type { Plan } from '../http/plan';

/** Neighbouring rows: so many from `first` on. */
export type Span = { readonly first: number; readonly count: number };

/** How a plan of many requests becomes a job of OpenAI's Batch API. A row is what the user gets a result for: a text, say. */
export type BatchOf = {
  /** The value of the Operation list; it says who reads the results. */
  readonly operation: string;
  /** How many rows the user gave; those that no request is for are blank. */
  readonly rows: number;
  /** The rows that a request is for; in their order, none twice. */
  readonly rowsOf: (request: number) => Span;
  /** Where the user finds a row. */
  readonly place: (row: number) => string;
  /** The requests that may turn out to be too long, or impossible, once they are made. */
  readonly doubtful: Iterable<number>;
  /** How many rows one batch takes: see `rowsWithin`. */
  readonly mostRows: number;
  /** What reading the replies needs, as a batch keeps it: texts of up to 512 characters. */
  readonly note: Readonly<Record<string, string>>;
};

export type BatchJob = BatchOf & { readonly path: string; readonly bodies: Plan['bodies'] };

/** How many rows a job may have, blank ones counted: a limit of ours, by which what a server says of one is measured as well. */
export const MOST_ROWS_OF_JOB = 1_000_000;

/** OpenAI takes 50,000 requests, and embeddings of 50,000 texts. https://platform.openai.com/docs/guides/batch */
const MOST_ROWS = 50_000;
/** A limit of ours for a file of results. */
const MOST_REPLY_BYTES = 100_000_000;

/** How many rows one batch takes when the reply for each has about so many bytes; 0 when nobody knows. */
export const rowsWithin = (replyBytes: number) =>
  Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_REPLY_BYTES / replyBytes)));
