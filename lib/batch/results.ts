import { failed, type Failure, failureOf, invalid, withFailure } from '../errors/failure';
import type { Api } from '../http/plan';
import { type Reply, TOO_MUCH } from '../http/send';
import { holdsTooMuch, isObject, type JsonObject, membersOf, parsed } from '../json';
import { contentOf } from './endpoints';
import type { Span } from './job';
import { type BatchPart, countsOf } from './status';

/** What reads the replies to the requests of an operation. */
export type BatchReader = {
  /** What each of so many rows got; `note` is that of the batch. Throws what is wrong with the reply. */
  readonly read: (reply: Reply, note: Readonly<Record<string, string>>, count: number) => ReadRows | Promise<ReadRows>;
  /** What stands for a row that had nothing to send. */
  readonly blank: object;
};

export type ReadRows = {
  readonly rows: readonly object[];
  readonly warnings: readonly string[];
  /** How much of a result they are: characters of JSON, and numbers of vectors. */
  readonly characters: number;
  readonly numbers: number;
};

export type BatchRows = {
  /** `{ ok: true, … }` or `{ ok: false, error }` for each row of the slice, in the order in which they were sent. */
  readonly rows: readonly object[];
  readonly failed: number;
  readonly model: string | undefined;
  readonly warnings: readonly string[];
};

/** What one query may give, by limits of ours. */
const MOST_CHARACTERS = 400_000_000;
const MOST_NUMBERS = 16_000_000;
/** A result from here on makes an app slow: a browser holds it twice. */
const LARGE = 25_000_000;
const MB = 1_000_000;

/** What is gathered while results are read. */
type Tally = { characters: number; numbers: number; model: string | undefined; warnings: Set<string> };

/**
 * The results of a slice of the rows of all parts, read line by line from files in which they stand in any order: no more than
 * one line and the slice are in memory. Throws when no row succeeded.
 */
export async function resultsOf(
  api: Api,
  parts: readonly BatchPart[],
  slice: Span,
  reader: BatchReader
): Promise<BatchRows> {
  const tally: Tally = { characters: 0, numbers: 0, model: undefined, warnings: new Set() };
  const all: (readonly object[])[] = [];
  let before = 0;
  for (const part of parts) {
    const first = Math.max(slice.first - before, 0);
    const count = Math.min(slice.first + slice.count - before, part.count) - first;
    if (count > 0) all.push(await rowsOfPart(api, part, { first, count }, reader, tally));
    before += part.count;
  }
  const rows = all.flat();
  const failedRows = rows.filter(isFailed);
  const [first] = failedRows;
  const isAllOf = rows.length === before || countsOf(parts).completed === 0;
  const isCancelled = parts.every(({ status }) => status === 'cancelled');
  if (first && isAllOf && !isCancelled && rows.every((row) => isFailed(row) || row === reader.blank)) {
    const isRefused = parts.some(({ mistake }) => mistake === first.error);
    throw withFailure(
      isRefused ? first.error : { ...first.error, message: `${first.error.message} ${allFailed(parts)}` }
    );
  }
  return {
    rows,
    failed: failedRows.length,
    model: tally.model,
    warnings: [...parts.flatMap(endWarnings), ...tally.warnings, ...sizeWarnings(tally)],
  };
}

function allFailed(parts: readonly BatchPart[]): string {
  const { total, completed, failed } = countsOf(parts);
  return `No row succeeded: of ${total} requests ${completed} were completed and ${failed} failed.`;
}

const sizeWarnings = ({ characters }: Tally) =>
  characters > LARGE
    ? [`The rows are about ${Math.round(characters / MB)} MB, which is slow in a browser. Lower Limit.`]
    : [];

type FailedRow = { ok: false; error: Failure };
const isFailed = (row: object): row is FailedRow => 'error' in row;
const failedRow = (error: Failure): FailedRow => ({ ok: false, error });

/** The rows of a slice of one part; those that its files do not have are blank or lost. */
async function rowsOfPart(
  api: Api,
  part: BatchPart,
  slice: Span,
  reader: BatchReader,
  tally: Tally
): Promise<readonly object[]> {
  const rows = new Array<object | undefined>(slice.count).fill(undefined);
  const seen = new Set<number>();
  let covered = 0;
  let results = 0;
  const onLine = async (text: string) => {
    const isTooMuch = holdsTooMuch(text);
    const line = isTooMuch ? { custom_id: idIn(text) } : membersOf(parsed(text));
    if ('custom_id' in line) results += 1;
    const span = spanOf(line, part);
    // The first result for a row counts; after a broken connection all come again.
    if (!span || seen.has(span.first)) return;
    seen.add(span.first);
    covered += span.count;
    const from = Math.max(span.first, slice.first);
    const to = Math.min(span.first + span.count, slice.first + slice.count);
    if (from >= to) return;
    const outcomes = await outcomesOf(api, isTooMuch ? undefined : line, part, span.count, reader, tally);
    add(tally, outcomes, (to - from) / span.count);
    for (let at = from; at < to; at += 1) rows[at - slice.first] = outcomes.rows[at - span.first];
  };
  for (const file of part.files) await api.lines(contentOf(file), onLine).catch(rethrown);
  if (part.files.length > 0 && results === 0) throw failed('unusable_reply', NO_RESULTS, { retryable: true });
  const isBlank = covered + part.blank === part.count;
  const missing = isBlank ? reader.blank : failedRow(lost(part));
  return rows.map((row) => row ?? missing);
}

/** The id of a line that is not parsed; it stands near its beginning. */
const idIn = (line: string) => /"custom_id"\s*:\s*"(row-[\d-]+)"/.exec(line.slice(0, 500))?.[1];

/** Counts what a share of a line's rows adds; throws when that is more than one query may give. */
function add(tally: Tally, { characters, numbers }: ReadRows, share: number): void {
  tally.characters += characters * share;
  tally.numbers += numbers * share;
  if (tally.characters > MOST_CHARACTERS || tally.numbers > MOST_NUMBERS) {
    throw invalid(
      'Limit: these rows are more than the 400 MB or 16,000,000 numbers that one query may give. Lower it.'
    );
  }
}

/** The rows of a part that a line is about; undefined when it names none of them. */
function spanOf({ custom_id }: JsonObject, { first, count }: BatchPart): Span | undefined {
  const [, row, rows = '1'] = /^row-(\d{1,9})(?:-(\d{1,9}))?$/.exec(String(custom_id)) ?? [];
  const span = { first: Number(row) - first, count: Number(rows) };
  return span.first >= 0 && span.count > 0 && span.first + span.count <= count ? span : undefined;
}

async function outcomesOf(
  api: Api,
  line: JsonObject | undefined,
  part: BatchPart,
  count: number,
  reader: BatchReader,
  tally: Tally
): Promise<ReadRows> {
  try {
    if (!line) throw failed('unusable_reply', TOO_MUCH);
    const reply = replyIn(api, line, part);
    tally.model ??= reply.metadata([]).model;
    const read = await reader.read(reply, part.note, count);
    for (const warning of read.warnings) tally.warnings.add(warning);
    return read;
  } catch (error) {
    const row = failedRow(failureOf(error));
    return {
      rows: new Array<object>(count).fill(row),
      warnings: [],
      characters: JSON.stringify(row).length * count,
      numbers: 0,
    };
  }
}

/** The reply in a line; throws what it says in place of one. */
function replyIn(api: Api, { response, error }: JsonObject, part: BatchPart): Reply {
  const { status_code, request_id, body } = membersOf(response);
  if (typeof status_code === 'number' && status_code >= 100 && isObject(body) && Object.keys(body).length > 0) {
    return api.read({ status: status_code, requestId: typeof request_id === 'string' ? request_id : '', body });
  }
  const { code } = membersOf(error);
  if (code === 'batch_expired') throw failed('timeout', EXPIRED);
  if (part.status === 'expired' || part.status === 'cancelled') throw withFailure(lost(part));
  if (isObject(error)) return api.read({ status: 500, requestId: '', body: { error } });
  throw failed('server', 'The server gave an empty reply to this row. Send it again.');
}

/** Why a row has no result. */
function lost({ status, mistake }: BatchPart): Failure {
  if (mistake) return mistake;
  if (status === 'expired') return failed('timeout', EXPIRED).failure;
  if (status === 'cancelled') return failed('server', 'The batch was cancelled before this row was done.').failure;
  return failed(
    'server',
    'The results have nothing for this row. Run Batch results again; if that stays so, send the row again.'
  ).failure;
}

const NO_RESULTS = 'The files of results hold none. Run Batch results again.';

const EXPIRED = 'The batch ended after its 24 hours, before this row was done. Send it again.';

function endWarnings({ id, status, mistake }: BatchPart): string[] {
  if (mistake) return [mistake.message];
  if (status === 'expired') return [`${id} ended after its 24 hours; rows that were not done by then are errors.`];
  return status === 'cancelled' ? [`${id} was cancelled; rows that were not done before are errors.`] : [];
}

/** Results are kept for a time only. https://platform.openai.com/docs/guides/batch */
function rethrown(error: unknown): never {
  const failure = failureOf(error);
  if (failure.status !== 404) throw error;
  throw withFailure({
    ...failure,
    message: 'The results of this batch are gone: OpenAI keeps them for 30 days after it has ended.',
  });
}
