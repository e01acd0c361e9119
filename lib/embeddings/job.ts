import { invalid } from '../errors/failure';
import { wholeNumber } from '../form/values';
import type { Server } from '../http/connection';
import type { JsonObject } from '../json';
import { type ChosenModel, chosenModel } from '../models/chosen-model';
import type { Answers } from '../types';
import type { Encoding } from './vectors';

/** What to embed, and how. `input` is the label of the field the texts come from. */
export type EmbeddingJob = {
  /** The operation's name in the form. */
  readonly operation: string;
  readonly model: ChosenModel<'embedding'>;
  readonly texts: readonly string[];
  /** Whether the user gave one text, and not a list of one. */
  readonly alone: boolean;
  /** Whether it is made for many texts, even if they fit into one request. */
  readonly isBulk: boolean;
  /** How it goes out as a job of the Batch API; undefined when it is sent now. */
  readonly batch?: EmbeddingBatch | undefined;
  /** What the user gets, and what is asked of the server for it. */
  readonly encoding: Encoding;
  readonly wire: Encoding;
  readonly dimensions: number | undefined;
  readonly additional: JsonObject;
  readonly input: string;
  /** Where the user finds a text, by its index. */
  readonly place: (index: number) => string;
  /** Whether a batch that is refused may be too large; those that go to OpenAI's own server keep its limits. */
  readonly mayBeHalved: boolean;
  /** What was changed or left out of what the user gave. */
  readonly warnings: readonly string[];
};

/** What the user gave: so many rows, and the row of each text. */
export type EmbeddingBatch = { readonly rows: number; readonly rowOf: readonly number[] };

/** Limits of ours for one query: about 200 MB of JSON. */
const MOST_TEXTS = 100_000;
const MOST_TEXTS_IN_BATCH = 200_000;
const MOST_NUMBERS = 16_000_000;

/** Model and Dimensions, which the operations on embeddings share. */
export function embeddingModelOf(
  answers: Pick<Answers<'generate_embedding'>, 'model_embedding' | 'custom_embedding_model' | 'dimensions'>,
  server: Server
): Pick<EmbeddingJob, 'model' | 'dimensions'> {
  const model = chosenModel(answers.custom_embedding_model, answers.model_embedding, 'embedding', server);
  const dimensions = wholeNumber(answers.dimensions, 'Dimensions', 1);
  const { id, rules } = model;
  if (dimensions !== undefined && rules?.dimensions === false) {
    throw invalid(
      `Dimensions cannot be set for ${id}: its vectors always have ${rules.size} numbers. Clear Dimensions.`
    );
  }
  return { model, dimensions };
}

/**
 * How many vectors travel. As base64 a reply is read twice as fast; only OpenAI's own servers are sure to know it. What is
 * asked for one text is what the form says.
 */
export const wireFor = (encoding: Encoding, { isOpenAI }: Server): Encoding => (isOpenAI ? 'base64' : encoding);

/** Throws when the job is more than one query can hold; `size` is how many numbers a vector has without Dimensions. */
export function checkJob({ model, texts, dimensions, input, batch }: EmbeddingJob, size = model.rules?.size): void {
  if (batch) {
    checkBatch(texts.length, input);
    return;
  }
  const smaller = input === 'Input' ? 'lower Dimensions, or choose Base64 in Encoding format' : 'or lower Dimensions';
  const advice = `Send fewer rows, ${smaller}.`;
  if (texts.length > MOST_TEXTS) throw invalid(`${input} takes up to 100,000 texts, not ${texts.length}. ${advice}`);
  const numbers = texts.length * (dimensions ?? size ?? 0);
  if (numbers > MOST_NUMBERS) {
    throw invalid(`${input} would give ${numbers} numbers, and one query takes up to 16,000,000. ${advice}`);
  }
}

/** The vectors are fetched in slices. */
function checkBatch(texts: number, input: string): void {
  if (texts > MOST_TEXTS_IN_BATCH) {
    throw invalid(`${input} takes up to 200,000 texts with Run as Batch, not ${texts}. Send fewer rows at once.`);
  }
}
