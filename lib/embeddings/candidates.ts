import { failed, invalid } from '../errors/failure';
import { blankWarning, textOf, unusedField } from '../form/texts';
import { fromJson, isSet, list, text } from '../form/values';
import { isObject } from '../json';
import { inSlices } from '../slices';
import type { Answers } from '../types';
import { areNumbers, cosine, norm } from './vectors';

const MOST = 10_000;

/**
 * A text or an object to compare with the query, at its place in the list: its vector if it brings one, else the text to embed.
 * `output` is what stands beside its score in the result: `{ text }` or `{ item }`, the object without its embedding.
 */
export type Candidate = {
  readonly index: number;
  readonly output: object;
  readonly vector?: readonly number[];
  readonly text?: string;
};

/**
 * The candidates of a form, read in slices, without those that have neither text nor vector, and warnings; `expected` is
 * the length their vectors must have, where it is known.
 */
export async function candidatesOf(
  answers: Answers<'rank_by_similarity'>,
  expected: number | undefined
): Promise<{ candidates: readonly Candidate[]; warnings: readonly string[] }> {
  const values = list(answers.candidates, 'Candidates');
  if (!values) throw invalid('Candidates is empty. Bind an array of texts or objects.');
  if (values.length > MOST) throw invalid(`Candidates takes up to 10,000 elements, not ${values.length}.`);
  const field = text(answers.input_field, 'Text field')?.trim();
  const read = await inSlices(values, (value, index) => candidate(value, field, index, expected));
  const candidates = read.filter((one): one is Candidate => one !== undefined);
  if (candidates.length === 0 && read.length > 0) {
    throw invalid('Candidates has no text in any of its elements. Bind texts, or objects that have one in Text field.');
  }
  const blank = read.length - candidates.length;
  return {
    candidates,
    warnings: [
      ...blankWarning(blank, 'Candidates', blank === 1 ? 'was left out' : 'were left out'),
      ...unusedField(answers.input_field, values, 'Candidates'),
    ],
  };
}

function candidate(
  value: unknown,
  field: string | undefined,
  index: number,
  expected: number | undefined
): Candidate | undefined {
  const where = `Candidates: entry ${index + 1}`;
  if (!isObject(value)) {
    const own = textOf(value, field, where);
    return own === undefined ? undefined : { index, output: { text: own }, text: own };
  }
  const { embedding, ...item } = value;
  if (!isSet(embedding)) {
    const own = textOf(item, field, where);
    return own === undefined ? undefined : { index, output: { item }, text: own };
  }
  const vector = vectorOf(embedding, where);
  if (expected !== undefined && vector.length !== expected) throw otherLength(index, vector.length, expected);
  return { index, output: { item }, vector };
}

/** Numbers, or their JSON text as pgvector gives it. */
function vectorOf(embedding: unknown, where: string): readonly number[] {
  const numbers: unknown = fromJson(embedding, where);
  if (!areNumbers(numbers) || numbers.length === 0) {
    throw invalid(`${where}: its embedding must be an array of numbers or the text of one, not base64.`);
  }
  if (numbers.every((number) => number === 0)) {
    throw invalid(`${where}: its embedding has only zeros, so it has no direction.`);
  }
  return numbers;
}

/** The candidates with their scores, the most similar to the target first; `embedded` are the vectors of those without one. */
export async function ranked(
  candidates: readonly Candidate[],
  target: readonly number[],
  embedded: readonly (readonly number[])[]
): Promise<{ index: number; score: number }[]> {
  const targetNorm = norm(target);
  let next = 0;
  const results = await inSlices(candidates, ({ index, output, vector: own }) => {
    const vector: readonly number[] = own ?? (embedded[next++] as readonly number[]);
    if (vector.length !== target.length) throw otherLength(index, vector.length, target.length);
    return { index, score: cosine(target, vector, targetNorm), ...output };
  });
  if (results.some(({ score }) => Number.isNaN(score))) {
    throw failed(
      'unusable_reply',
      'The server sent a vector of zeros only, which is similar to nothing. Try another model.'
    );
  }
  return results.sort((a, b) => b.score - a.score);
}

const otherLength = (index: number, length: number, expected: number) =>
  invalid(
    `Candidates: entry ${index + 1}: its embedding has ${length} numbers, but the query's has ${expected}. Use the same Model and Dimensions for both.`
  );
