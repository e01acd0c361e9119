import { QueryError } from '@tooljet-marketplace/common';

/** What went wrong, in one word that an app can branch on. */
export type Kind =
  | 'invalid_input'
  | 'authentication'
  | 'permission'
  | 'quota'
  | 'rate_limit'
  | 'model_not_found'
  | 'context_length'
  | 'content_policy'
  | 'unsupported_parameter'
  | 'invalid_request'
  | 'output_limit'
  | 'timeout'
  | 'connection'
  | 'server'
  | 'unusable_reply';

/** All that is known of a failure: the first three always, the others only when known. */
export type Failure = {
  message: string;
  kind: Kind;
  retryable: boolean;
  status?: number;
  code?: string;
  type?: string;
  param?: string;
  request_id?: string;
  retry_after_seconds?: number;
  /** What came of a reply whose JSON is incomplete or none, and why it ended. */
  partial?: string;
  finish_reason?: string;
  /** What the model thought, where that is all that came. */
  reasoning?: string;
};

const RETRYABLE: readonly Kind[] = ['rate_limit', 'timeout', 'connection', 'server'];

type FailedError = Error & { failure: Failure };

/** An error to throw that carries a Failure; `details` adds to it or overrides `retryable`. */
export const failed = (kind: Kind, message: string, details: Partial<Failure> = {}): FailedError =>
  withFailure({ message, kind, retryable: RETRYABLE.includes(kind), ...details });

/** An error to throw for a failure that is known already. */
export const withFailure = (failure: Failure): FailedError => Object.assign(new Error(failure.message), { failure });

/** A length of time for a sentence, to a tenth of a second: `0.7 s`. */
export const inSeconds = (seconds: number) => `${Math.max(0.1, Math.round(seconds * 10) / 10)} s`;

/** An error to throw for a value the user has to change; `message` names the field's label and the fix. */
export const invalid = (message: string) => failed('invalid_input', message);

/** The Failure an error carries, itself or as its cause (the SDK wraps what its fetch throws), if there is one. */
export function carriedFailure(error: unknown): Failure | undefined {
  const { failure, cause } = (error ?? {}) as { failure?: Failure; cause?: unknown };
  return failure ?? (cause instanceof Error ? carriedFailure(cause) : undefined);
}

/** An error as a Failure; one that nobody foresaw (a value nested too deeply, say) is blamed on the input. */
export function failureOf(error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error);
  return (
    carriedFailure(error) ??
    invalid(`The query could not be prepared: ${reason}. Check the values bound in it.`).failure
  );
}

/** The one error ToolJet shows to users: `description` and `data.message` are the same plain text. */
export const queryError = (failure: Failure) =>
  new QueryError('Query could not be completed', failure.message, { ...failure });
