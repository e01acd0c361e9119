import type { Connection } from '../http/connection';
import { dryRun } from '../form/dry-run';
import { failed, type Failure, failureOf, invalid } from '../errors/failure';
import { embeddingModel } from '../models/table';
import { inParallel } from '../http/parallel';
import { metadataOf, type Reply, send, totalUsage, unusable } from '../http/reply';
import type { JsonObject, Metadata, Result } from '../types';
import { isObject } from '../form/values';
import { type Encoding, encoded, isVector, lengthOf, type Vector } from './vectors';

/** What to embed, and how. `input` is the label of the field the texts come from. */
export type Order = {
  readonly model: string;
  readonly texts: readonly string[];
  /** Whether the user gave one text, and not a list of one. */
  readonly alone: boolean;
  readonly encoding: Encoding;
  readonly dimensions: number | undefined;
  readonly additional: JsonObject;
  readonly input: string;
  /** Where the user finds a text, by its index. */
  readonly place: (index: number) => string;
};

/** Limits of the API for one request; a token is at least one byte. */
const MOST_TEXTS_AT_ONCE = 2048;
const MOST_BYTES_AT_ONCE = 300_000;
const REQUESTS_AT_ONCE = 4;
/** Limits of ours for one query: about 200 MB of JSON. */
const MOST_TEXTS = 100_000;
const MOST_NUMBERS = 16_000_000;

type Batch = { readonly first: number; readonly texts: readonly string[] };

/** Splits texts so that each request keeps both limits of the API; a longer text goes alone. */
export function batches(texts: readonly string[]): Batch[] {
  const split: { first: number; texts: string[] }[] = [];
  let bytes = Infinity;
  texts.forEach((text, index) => {
    const size = Buffer.byteLength(text);
    const last = split.at(-1);
    if (last && bytes + size <= MOST_BYTES_AT_ONCE && last.texts.length < MOST_TEXTS_AT_ONCE) {
      last.texts.push(text);
      bytes += size;
    } else {
      split.push({ first: index, texts: [text] });
      bytes = size;
    }
  });
  return split;
}

/** The body of the request for a batch. */
const bodyOf = (order: Order, { texts }: Batch) => ({
  model: order.model,
  input: order.alone ? (texts[0] as string) : [...texts],
  encoding_format: order.encoding,
  ...(order.dimensions !== undefined && { dimensions: order.dimensions }),
  ...order.additional,
});

/** Throws when the order is more than one query can hold; `size` is how many numbers a vector has without Dimensions. */
export function checkSize({ model, texts, dimensions, input }: Order, size = embeddingModel(model)?.size): void {
  const smaller = input === 'Input' ? 'lower Dimensions, or choose Base64 in Encoding format' : 'or lower Dimensions';
  const advice = `Send fewer rows, ${smaller}.`;
  if (texts.length > MOST_TEXTS) throw invalid(`${input} takes up to 100,000 texts, not ${texts.length}. ${advice}`);
  const numbers = texts.length * (dimensions ?? size ?? 0);
  if (numbers > MOST_NUMBERS) {
    throw invalid(`${input} would give ${numbers} numbers, and one query takes up to 16,000,000. ${advice}`);
  }
}

/** Dry run: the first request for the texts, not sent. */
export function previewOf(connection: Connection, order: Order): Result {
  const split = batches(order.texts);
  const body = split[0] && bodyOf(order, split[0]);
  return dryRun(connection, '/embeddings', body, split.length, { model: order.model, warnings: [] });
}

/**
 * Embeds texts in as many requests as it takes, and gives the vectors in the texts' order. Nothing half-done is success:
 * when a request fails for good, so does the query. https://platform.openai.com/docs/api-reference/embeddings/create
 */
export async function embed(connection: Connection, order: Order): Promise<{ vectors: Vector[]; metadata: Metadata }> {
  const split = batches(order.texts);
  const warnings = new Set<string>();
  let failure: Failure | undefined;
  const parts = await inParallel(split, REQUESTS_AT_ONCE, async (batch): Promise<Part[]> => {
    if (failure) return [];
    try {
      const reply = await send(connection, order.model, (openai, options) =>
        openai.embeddings.create(bodyOf(order, batch), options)
      );
      const vectors = vectorsOf(connection, order, batch, reply, warnings);
      return [{ vectors, metadata: metadataOf(connection, order.model, reply, []) }];
    } catch (error) {
      failure ??= located(error, order, batch);
      return [];
    }
  });
  const answered = parts.flat() as [Part, ...Part[]];
  const vectors = answered.flatMap((part) => part.vectors);
  if (failure) throw unfinished(failure, vectors.length, order, split.length);
  const { request_id, ...metadata } = answered[0].metadata;
  const usage = totalUsage(answered.map((part) => part.metadata.usage));
  return {
    vectors,
    metadata: {
      ...metadata,
      ...(usage && { usage }),
      ...(split.length === 1 && request_id && { request_id }),
      attempts: connection.exchange.attempts,
      warnings: [...warnings],
    },
  };
}

/** What one request gave. */
type Part = { readonly vectors: readonly Vector[]; readonly metadata: Metadata };

/** The vectors of one reply in the order of its texts, each checked and in the encoding asked for. */
function vectorsOf(
  connection: Connection,
  order: Order,
  { texts }: Batch,
  reply: Reply,
  warnings: Set<string>
): Vector[] {
  const items: unknown[] = Array.isArray(reply.body['data']) ? reply.body['data'] : [];
  if (items.length === 0) throw unusable(connection, 'The reply holds no vector.', reply);
  if (items.length !== texts.length) {
    throw unusable(connection, `The reply holds ${items.length} vectors for ${texts.length} texts.`, reply);
  }
  const vectors: Vector[] = [];
  items.forEach((item, position) => {
    const { index = position, embedding } = isObject(item) ? item : {};
    if (typeof index !== 'number' || index >= texts.length) throw misplaced(connection, reply);
    if (!isVector(embedding)) throw unusable(connection, 'The reply holds something that is no vector.', reply);
    const length = lengthOf(embedding);
    if (order.dimensions !== undefined && length !== order.dimensions) {
      throw unusable(
        connection,
        `The reply holds a vector of ${length} numbers, not the ${order.dimensions} of Dimensions.`,
        reply
      );
    }
    checkSize(order, length);
    if (typeof embedding === 'string' && order.encoding === 'float') {
      warnings.add('The server sent Base64 although Float was asked for; the vectors were converted.');
    } else if (typeof embedding !== 'string' && order.encoding === 'base64') {
      warnings.add('The server sent Float although Base64 was asked for; the vectors were converted.');
    }
    vectors[index] = encoded(embedding, order.encoding);
  });
  if (texts.some((_, index) => vectors[index] === undefined)) throw misplaced(connection, reply);
  return vectors;
}

const misplaced = (connection: Connection, reply: Reply) =>
  unusable(connection, 'The indexes in the reply are not those of the texts.', reply);

/** The failure with the place of the text it is about, where the API blames a text. */
function located(error: unknown, { alone, place }: Order, { first, texts }: Batch): Failure {
  const failure = failureOf(error);
  const [, named] = /input\[(\d+)\]/.exec(`${failure.param ?? ''} ${failure.message}`) ?? [];
  const blamesText = named !== undefined || failure.param === 'input' || failure.kind === 'context_length';
  if (alone || failure.status !== 400 || !blamesText) return failure;
  const from = place(first + Number(named ?? 0));
  const where =
    named === undefined && texts.length > 1 ? `between ${from} and ${place(first + texts.length - 1)}` : from;
  return { ...failure, message: `${failure.message} The text is ${where}.` };
}

function unfinished(failure: Failure, done: number, { texts, input }: Order, requests: number): Error {
  const { kind, message, ...details } = failure;
  const progress = requests > 1 ? ` ${done} of ${texts.length} texts of ${input} were done before that.` : '';
  return failed(kind, message + progress, details);
}
