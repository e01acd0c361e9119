import { membersOf } from '../json';
import { type BatchJob, MOST_ROWS_OF_JOB } from './job';
import type { Part } from './writing';

/** What a batch keeps of the job it belongs to. All values are texts of up to 512 characters, as OpenAI's metadata takes them. */
type Place = { readonly job: string; readonly part: number; readonly parts: number };

/** What tells of a part without its batch. */
export type PartNote = Place & {
  readonly operation: string;
  /** The rows it is for, and how many of these are blank. */
  readonly first: number;
  readonly count: number;
  readonly blank: number;
  readonly requests: number;
  /** All rows of the job. */
  readonly rows: number;
  /** What reading the replies needs. */
  readonly note: Readonly<Record<string, string>>;
};

const OURS = 'tooljet-';

/** The name of a job, by which its batches are found again. */
export const newJobId = (unique: string) => OURS + unique;

/** https://platform.openai.com/docs/api-reference/batch/create#batch-create-metadata */
export const metadataOf = (
  { operation, rows, note }: BatchJob,
  { first, count, blank, requests }: Omit<Part, 'file' | 'next'>,
  place: Place
): Record<string, string> => ({
  ...note,
  ...Object.fromEntries(
    Object.entries({ ...place, operation, rows, first, count, blank, requests }).map(([key, value]) => [
      key,
      String(value),
    ])
  ),
});

/** A whole number as it was written; NaN for all else. */
const whole = (value: unknown) => (/^\d{1,9}$/.test(String(value)) ? Number(value) : NaN);

/** What a batch's metadata tells; undefined for a batch that was not made here, which such numbers prove as well. */
export function partNoteIn(metadata: unknown): PartNote | undefined {
  const { job, operation, part, parts, rows, first, count, blank, requests, ...note } = membersOf(metadata) as Record<
    string,
    string
  >;
  const isOurs = typeof job === 'string' && job.startsWith(OURS) && typeof operation === 'string';
  const numbers = { part, parts, rows, first, count, blank, requests };
  const read = Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, whole(value)]));
  // NaN is not below either.
  if (!isOurs || !Object.values(read).every((number) => number <= MOST_ROWS_OF_JOB)) return undefined;
  return { job, operation, note, ...(read as Record<keyof typeof numbers, number>) };
}
