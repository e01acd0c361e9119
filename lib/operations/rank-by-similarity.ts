import type { Connection } from '../http/connection';
import { isDryRun } from '../form/dry-run';
import { checkSize, embed, type Order, previewOf } from '../embeddings/embed';
import { failed, invalid } from '../errors/failure';
import { embeddingModel } from '../models/table';
import type { Answers, Result } from '../types';
import { isObject, isSet, list, parsed, text, wholeNumber } from '../form/values';
import { cosine, norm } from '../embeddings/vectors';
import { embeddingModelOf, textOf } from './generate-embedding';

const MOST = 10_000;

/** A text or an object to compare with the query: its vector if it brings one, else the text to embed. */
type Candidate = { readonly shown: object; readonly vector?: readonly number[]; readonly text?: string };

/**
 * Ranks texts or objects by how similar they are to a query: `data.results` are the most similar first, by the cosine of the
 * angle between their vectors. https://platform.openai.com/docs/guides/embeddings
 */
export async function rankBySimilarity(
  connection: Connection,
  answers: Answers<'rank_by_similarity'>
): Promise<Result> {
  const query = text(answers.query, 'Query');
  if (query === undefined) throw invalid('Query is empty. Enter the text to compare with.');
  const topK = wholeNumber(answers.top_k, 'Top results', 1) ?? 10;
  const { model, dimensions } = embeddingModelOf(answers);
  const expected = dimensions ?? embeddingModel(model)?.size;
  const candidates = candidatesOf(answers, expected);
  const missing = [...candidates.entries()].filter(([, { vector }]) => !vector);
  const texts = candidates.length > 0 ? [query, ...missing.map(([, { text: own }]) => own as string)] : [];
  const place = (index: number) => {
    const [candidate] = missing[index - 1] ?? [];
    return candidate === undefined ? 'Query' : `entry ${candidate + 1} of Candidates`;
  };
  const order: Order = {
    model,
    dimensions,
    texts,
    alone: false,
    encoding: 'float',
    additional: {},
    input: 'Candidates',
    place,
  };
  checkSize(order);
  if (isDryRun(answers.dry_run)) return previewOf(connection, order);
  if (texts.length === 0) return { data: { results: [] }, metadata: { model, attempts: 0, warnings: [] } };
  const { vectors, metadata } = await embed(connection, order);
  const own = (vectors as unknown as number[][]).values();
  const next = () => own.next().value as number[];
  const target = next();
  const results = candidates.map(({ shown, vector = next() }, index) => {
    if (vector.length !== target.length) throw otherLength(index, vector.length, target.length);
    return { index, score: cosine(target, vector), ...shown };
  });
  if (results.some(({ score }) => Number.isNaN(score))) {
    throw failed(
      'unusable_reply',
      'The server sent a vector of zeros only, which is similar to nothing. Try another model.'
    );
  }
  return { data: { results: results.sort((a, b) => b.score - a.score).slice(0, topK) }, metadata };
}

function candidatesOf(answers: Answers<'rank_by_similarity'>, expected: number | undefined): Candidate[] {
  const values = list(answers.candidates, 'Candidates');
  if (!values) throw invalid('Candidates is empty. Bind an array of texts or objects.');
  if (values.length > MOST) throw invalid(`Candidates takes up to 10,000 elements, not ${values.length}.`);
  const field = text(answers.input_field, 'Text field')?.trim();
  return values.map((value, index) => candidate(value, field, index, expected));
}

function candidate(value: unknown, field: string | undefined, index: number, expected: number | undefined): Candidate {
  const where = `Candidates: entry ${index + 1}`;
  if (!isObject(value)) {
    const own = textOf(value, field, where);
    return { shown: { text: own }, text: own };
  }
  const { embedding, ...item } = value;
  if (!isSet(embedding)) return { shown: { item }, text: textOf(item, field, where) };
  const vector = vectorOf(embedding, where);
  if (expected !== undefined && vector.length !== expected) throw otherLength(index, vector.length, expected);
  return { shown: { item }, vector };
}

/** Numbers, or their JSON text as pgvector gives it. */
function vectorOf(embedding: unknown, where: string): readonly number[] {
  const value: unknown = typeof embedding === 'string' ? parsed(embedding) : embedding;
  const numbers: unknown[] = Array.isArray(value) ? value : [];
  const isVector = numbers.length > 0 && numbers.every((number) => Number.isFinite(number));
  if (!isVector) throw invalid(`${where}: its embedding must be an array of numbers or the text of one, not base64.`);
  const length = norm(numbers as number[]);
  if (length === 0) throw invalid(`${where}: its embedding has only zeros, so it has no direction.`);
  if (length === Infinity) throw invalid(`${where}: its embedding has numbers that are too large to compare.`);
  return numbers as number[];
}

const otherLength = (index: number, length: number, expected: number) =>
  invalid(
    `Candidates: entry ${index + 1}: its embedding has ${length} numbers, but the query's has ${expected}. Use the same Model and Dimensions for both.`
  );
