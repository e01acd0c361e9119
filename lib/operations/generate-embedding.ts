import { runsInBatch } from '../batch/in-batch';
import { type EmbeddingJob, embeddingModelOf, wireFor } from '../embeddings/job';
import { embeddingPlan } from '../embeddings/plan';
import type { Vector } from '../embeddings/vectors';
import { invalid } from '../errors/failure';
import { additionalParameters } from '../form/additional';
import { blankWarning, boundTexts, type BoundTexts, unusedField } from '../form/texts';
import { choice, isBlank, text } from '../form/values';
import type { Server } from '../http/connection';
import type { Plan } from '../http/plan';
import { membersOf } from '../json';
import { inSlices } from '../slices';
import type { Answers } from '../types';

const FIELDS_FOR = {
  model: 'use Model or Model ID',
  input: 'use Input',
  encoding_format: 'use Encoding format',
  dimensions: 'use Dimensions',
};

const EMPTY_LIST =
  'Input is an empty list, and Run as Batch sends requests for its elements. Bind one that has some, or set Run as to Now.';
const NO_LIST = 'Input must be a list of texts or objects with Run as Batch. Bind one, or set Run as to Now.';

/**
 * Turns text into a vector, or many texts into many: `data.embedding` is the first, an array of numbers or base64 text when
 * Base64 was chosen. A bound array also gives `embeddings`, or `rows` with a vector each when it holds objects.
 * https://platform.openai.com/docs/api-reference/embeddings/create
 */
export async function generateEmbedding(answers: Answers<'generate_embedding'>, server: Server): Promise<Plan> {
  const { given, texts, areRows } = await input(answers);
  const filled = texts.flatMap((one) => one ?? []);
  const places = [...texts.keys()].filter((index) => texts[index] !== undefined);
  const encoding = choice(answers.encoding_format, 'Encoding format', ['float', 'base64']) ?? 'float';
  const alone = !Array.isArray(answers.input);
  const isBatch = runsInBatch(answers.run_as);
  if (isBatch && (alone || texts.length === 0)) throw invalid(alone ? NO_LIST : EMPTY_LIST);
  const job: EmbeddingJob = {
    operation: 'Generate Embedding',
    ...embeddingModelOf(answers, server),
    texts: filled,
    alone,
    mayBeHalved: !server.isOpenAIsOwn,
    isBulk: !alone,
    batch: isBatch ? { rows: texts.length, rowOf: places } : undefined,
    encoding,
    wire: isBatch ? 'base64' : alone ? encoding : wireFor(encoding, server),
    additional: additionalParameters(answers.additional_embedding_parameters, FIELDS_FOR),
    input: 'Input',
    place: (index) => `entry ${(places[index] as number) + 1} of Input`,
    warnings: [
      ...blankWarning(texts.length - filled.length, 'Input', 'got the embedding null'),
      ...(alone && !isBlank(answers.input_field)
        ? ['Text field was left out, because Input is no list.']
        : unusedField(answers.input_field, given, 'Input')),
    ],
  };
  return embeddingPlan(job, async (vectors) => {
    const [embedding = null] = vectors;
    if (job.alone) return { embedding };
    let next = 0;
    const all = texts.map((one) => (one === undefined ? null : (vectors[next++] as Vector)));
    if (!areRows) return { embedding, embeddings: all };
    return { embedding, rows: await inSlices(given, (row, index) => ({ ...membersOf(row), embedding: all[index] })) };
  });
}

/** What was bound, and the text of each element. */
type Input = BoundTexts & { readonly given: readonly unknown[] };

/** One text; or a bound array of texts, or of objects that hold one each in Text field. */
async function input(answers: Answers<'generate_embedding'>): Promise<Input> {
  if (!Array.isArray(answers.input)) {
    const value = text(answers.input, 'Input');
    if (value === undefined) throw invalid('Input is empty. Enter the text to embed.');
    return { given: [], texts: [value], areRows: false };
  }
  const given: unknown[] = answers.input;
  return { given, ...(await boundTexts(given, answers.input_field, 'Input')) };
}
