import type manifest from '../manifest.json';
import type form from '../operations.json';

/** The connection form's values as ToolJet hands them over: decrypted; never-filled ones are missing or ''. */
export type Source = { readonly [K in keyof (typeof manifest)['source']['options']]?: unknown };

type Forms = Omit<(typeof form)['properties'], 'operation'>;

/** The id of an operation: the value of an entry of the Operation dropdown. */
export type Operation = keyof Forms;

/** What the user filled in for an operation: its form's keys as far as they are filled, values still unparsed. */
export type Answers<O extends Operation> = { readonly [K in keyof Forms[O]]?: unknown };

/** Token counts under the same names for every operation; what the server does not give is absent. */
export type Usage = {
  input_tokens?: number;
  output_tokens?: number;
  total_tokens?: number;
  reasoning_tokens?: number;
  cached_tokens?: number;
  /** How long audio was, where that is what is paid for. */
  seconds?: number;
  /** Searches of the web, which are paid for each. */
  searches?: number;
};

/** How a result came about; what the server did not say is absent. */
export type Metadata = {
  model?: string;
  usage?: Usage;
  finish_reason?: string;
  request_id?: string;
  /** Call the API: the HTTP status of the reply. */
  status?: number;
  warnings: readonly string[];
  /** Chat: the messages to hand back as Message history for the next turn. */
  history?: readonly object[];
  /** Chat: the calls the model wants made. */
  tool_calls?: readonly object[];
  /** Chat: what the model thought before it answered, where the server tells. */
  reasoning?: string;
  /** Chat: pictures that came with the reply. */
  images?: readonly { url: string }[];
  /** Chat with Rows: how many succeeded and failed. */
  rows?: { ok: number; failed: number };
};

/**
 * What an operation gives: `data` is bound by apps, `metadata` stands beside it. `full` is the data of Output Full response
 * where it is more than `data` with parts of the metadata.
 */
export type Result = { data: unknown; metadata: Metadata; full?: object };
