type Json = Record<string, unknown>;

/** What came: `body` is what its JSON says, or a text of one character for each byte. */
type Request = { method: string; path: string; headers: Record<string, unknown>; body: unknown };
type Reply = { status?: number; body: unknown; headers?: Record<string, string> };

/** A line of the results. */
export type ResultLine = {
  id: string;
  custom_id: string;
  response: { status_code: number; request_id: string; body: unknown } | null;
  error: { code: string; message: string } | null;
};

export type FakeOptions = {
  /** Answers one request of a batch. */
  run: (url: string, body: Json) => Reply | Promise<Reply>;
  /** How long each stage takes, in milliseconds: validating, in_progress, finalizing; 1,000 unless it is given. */
  step?: number;
  /** How batches end. */
  fate?: 'completed' | 'expired';
  /** What becomes of the results before they are written. */
  change?: (results: ResultLine[]) => ResultLine[];
  /** The clock, in milliseconds. */
  now?: () => number;
};

/** A file as it was uploaded, its content a text of one character for each byte, beside the other fields of the form. */
export type FakeFile = { filename: string; content: string; [field: string]: unknown };

/** Made-up /files and /batches; `handle` gives undefined for a path of others. */
export function fakeBatches(options: FakeOptions): {
  handle: (request: Request) => Promise<Reply | undefined>;
  files: Map<string, FakeFile>;
  batches: Map<string, Json>;
};
