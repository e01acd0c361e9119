import { type EmbeddingJob, embeddingModelOf, textOf, wireFor } from '../embeddings/job';
import { embeddingPlan } from '../embeddings/plan';
import { invalid } from '../errors/failure';
import { additionalParameters } from '../form/additional';
import { choice, text } from '../form/values';
import type { Server } from '../http/connection';
import type { Plan } from '../http/plan';
import { isObject } from '../json';
import { inSlices } from '../slices';
import type { Answers } from '../types';

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
export async function generateEmbedding(answers: Answers<'generate_embedding'>, server: Server): Promise<Plan> {
  const { texts, rows } = await input(answers);
  const encoding = choice(answers.encoding_format, 'Encoding format', ['float', 'base64']) ?? 'float';
  const alone = !Array.isArray(answers.input);
  const job: EmbeddingJob = {
    ...embeddingModelOf(answers, server),
    texts,
    alone,
    isBulk: !alone,
    encoding,
    wire: alone ? encoding : wireFor(encoding, server),
    additional: additionalParameters(answers.additional_embedding_parameters, FIELDS_FOR),
    input: 'Input',
    place: (index) => `entry ${index + 1} of Input`,
  };
  return embeddingPlan(job, async (vectors) => {
    const [embedding = null] = vectors;
    if (job.alone) return { embedding };
    if (!rows) return { embedding, embeddings: vectors };
    return { embedding, rows: await inSlices(rows, (row, index) => ({ ...row, embedding: vectors[index] })) };
  });
}

/** One text; or a bound array of texts, or of objects that hold one each in Text field. */
async function input(answers: Answers<'generate_embedding'>): Promise<{ texts: string[]; rows?: readonly object[] }> {
  if (!Array.isArray(answers.input)) {
    const value = text(answers.input, 'Input');
    if (value === undefined) throw invalid('Input is empty. Enter the text to embed.');
    return { texts: [value] };
  }
  const values: unknown[] = answers.input;
  const field = text(answers.input_field, 'Text field')?.trim();
  const texts = await inSlices(values, (value, index) => textOf(value, field, `Input: entry ${index + 1}`));
  const areObjects = isObject(values[0]);
  const odd = values.findIndex((value) => isObject(value) !== areObjects);
  if (odd >= 0) {
    throw invalid(`Input: entry ${odd + 1} is of another kind than the first. Bind texts only or objects only.`);
  }
  return areObjects ? { texts, rows: values as object[] } : { texts };
}
