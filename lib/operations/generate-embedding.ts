import { additionalParameters } from '../form/additional';
import { chosenModel } from '../models/chosen-model';
import type { Connection } from '../http/connection';
import { isDryRun } from '../form/dry-run';
import { checkSize, embed, type Order, previewOf } from '../embeddings/embed';
import { invalid } from '../errors/failure';
import { embeddingModel } from '../models/table';
import type { Answers, Result } from '../types';
import { choice, isObject, text, wholeNumber } from '../form/values';

const FIELDS_FOR = {
  model: 'use Model or Model ID',
  input: 'use Input',
  encoding_format: 'use Encoding format',
  dimensions: 'use Dimensions',
};

/**
 * Turns text into a vector, or many texts into many: `data.embedding` is the first, an array of numbers or base64 text when
 * Base64 was chosen. A bound array also gives `embeddings`, or `rows` with a vector each when it holds objects.
 * https://platform.openai.com/docs/api-reference/embeddings/create
 */
export async function generateEmbedding(
  connection: Connection,
  answers: Answers<'generate_embedding'>
): Promise<Result> {
  const { texts, rows } = input(answers);
  const order: Order = {
    ...embeddingModelOf(answers),
    texts,
    alone: !Array.isArray(answers.input),
    encoding: choice(answers.encoding_format, 'Encoding format', ['float', 'base64']) ?? 'float',
    additional: additionalParameters(answers.additional_embedding_parameters, FIELDS_FOR),
    input: 'Input',
    place: (index) => `entry ${index + 1} of Input`,
  };
  checkSize(order);
  if (isDryRun(answers.dry_run)) return previewOf(connection, order);
  if (texts.length === 0) {
    const metadata = { model: order.model, attempts: connection.exchange.attempts, warnings: [] };
    return { data: { embedding: null, embeddings: [] }, metadata };
  }
  const { vectors, metadata } = await embed(connection, order);
  const [embedding] = vectors;
  if (order.alone) return { data: { embedding }, metadata };
  if (!rows) return { data: { embedding, embeddings: vectors }, metadata };
  return { data: { embedding, rows: rows.map((row, index) => ({ ...row, embedding: vectors[index] })) }, metadata };
}

/** Model and Dimensions, which the operations on embeddings share. */
export function embeddingModelOf(
  answers: Pick<Answers<'generate_embedding'>, 'model_embedding' | 'custom_embedding_model' | 'dimensions'>
): Pick<Order, 'model' | 'dimensions'> {
  const { custom_embedding_model: custom, model_embedding: chosen } = answers;
  const model = chosenModel(custom, chosen, 'embedding');
  const dimensions = wholeNumber(answers.dimensions, 'Dimensions', 1);
  const known = embeddingModel(model);
  if (dimensions !== undefined && known?.dimensions === false) {
    throw invalid(
      `Dimensions cannot be set for ${model}: its vectors always have ${known.size} numbers. Clear Dimensions.`
    );
  }
  return { model, dimensions };
}

/** One text; or a bound array of texts, or of objects that hold one each in Text field. */
function input(answers: Answers<'generate_embedding'>): { texts: string[]; rows?: readonly object[] } {
  if (!Array.isArray(answers.input)) {
    const value = text(answers.input, 'Input');
    if (value === undefined) throw invalid('Input is empty. Enter the text to embed.');
    return { texts: [value] };
  }
  const values: unknown[] = answers.input;
  const field = text(answers.input_field, 'Text field')?.trim();
  const texts = values.map((value, index) => textOf(value, field, `Input: entry ${index + 1}`));
  if (!isObject(values[0])) return mixed(values, (value) => !isObject(value), texts);
  return { ...mixed(values, isObject, texts), rows: values as object[] };
}

function mixed(values: readonly unknown[], fits: (value: unknown) => boolean, texts: string[]): { texts: string[] } {
  const odd = values.findIndex((value) => !fits(value));
  if (odd >= 0)
    throw invalid(`Input: entry ${odd + 1} is of another kind than the first. Bind texts only or objects only.`);
  return { texts };
}

/** The text of an element: itself, or the member that Text field names. */
export function textOf(value: unknown, field: string | undefined, where: string): string {
  if (isObject(value) && field === undefined) {
    throw invalid(`${where} is an object. Enter in Text field the name of the member that holds the text.`);
  }
  const found = isObject(value) && field !== undefined && Object.hasOwn(value, field) ? value[field] : undefined;
  const given = isObject(value) ? found : value;
  if (typeof given === 'string' && given.trim()) return given;
  const member = isObject(value) ? `has no text in ${String(field)}` : 'must be a text that is not empty';
  throw invalid(`${where} ${member}.`);
}
