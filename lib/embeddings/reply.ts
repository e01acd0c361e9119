import type { Reply } from '../http/send';
import { isObject, type JsonObject, listOf, membersOf } from '../json';
import { inSlices } from '../slices';
import type { EmbeddingJob } from './job';
import { encoded, type Encoding, isVector, lengthOf, type Vector } from './vectors';

/** The vectors of one reply, in the order of its texts and in the encoding asked for. */
export type ReadVectors = { readonly vectors: readonly Vector[]; readonly warnings: readonly string[] };

const NO_VECTOR = 'The reply holds something that is no vector.';

/** What has to be known of a job to read its replies. */
export type ReplyReading = Pick<EmbeddingJob, 'encoding' | 'dimensions'> & {
  /** Throws when vectors of so many numbers are more than one query can hold. */
  readonly checkLength: (length: number) => void;
};

/** Reads and checks the reply for so many texts, in the encoding `asked` for; throws when it is not one vector for each. */
export async function readVectors(
  job: ReplyReading,
  asked: string | undefined,
  count: number,
  reply: Reply
): Promise<ReadVectors> {
  const items = itemsIn(reply.body, count);
  if (items.length === 0) throw reply.unusable('The reply holds no vector.');
  if (items.length !== count) throw reply.unusable(`The reply holds ${items.length} vectors for ${count} texts.`);
  const places = placesOf(items);
  if (!places) throw reply.unusable('The indexes in the reply are not those of the texts.');
  const sent: Vector[] = [];
  await inSlices(items, (item, position) => {
    sent[places[position] as number] = checked(vectorIn(item), job, reply);
  });
  const vectors = await inSlices(sent, (vector) => {
    const given = encoded(vector, job.encoding);
    // Base64 can hold what is no number.
    if (!isVector(given)) throw reply.unusable(NO_VECTOR);
    return given;
  });
  return { vectors, warnings: encodingWarning(sent, job.encoding, asked) };
}

/**
 * What the reply has for each text: OpenAI's `data`, a list of vectors without it, or the one vector, of several numbers, itself,
 * also as Ollama's own path gives it: https://docs.ollama.com/api/embed
 */
function itemsIn({ data, embeddings, embedding }: JsonObject, count: number): readonly unknown[] {
  const given = data ?? embeddings ?? embedding;
  const items = isObject(given) ? [given] : listOf(given);
  return count === 1 && items.length > 1 && typeof items[0] === 'number' ? [items] : items;
}

/** The vector of an item, which some servers send alone or in a list of one. */
function vectorIn(item: unknown): unknown {
  const vector = isObject(item) ? item['embedding'] : item;
  return Array.isArray(vector) && vector.length === 1 && Array.isArray(vector[0]) ? (vector[0] as unknown) : vector;
}

/**
 * Which text each item is for: by its index, a number or the text of one, from 0 on or from 1 on; by its position where it has
 * none. Undefined when that is not one item for each text.
 */
function placesOf(items: readonly unknown[]): readonly number[] | undefined {
  const indexes = items.map((item, position) => {
    const index = membersOf(item)['index'] ?? position;
    return typeof index === 'string' && /^\d+$/.test(index) ? Number(index) : index;
  });
  const first = indexes.includes(0) ? 0 : 1;
  const places = indexes.map((index) => Number(index) - first);
  const isEach = indexes.every(Number.isInteger) && new Set(places).size === items.length;
  return isEach && places.every((place) => place >= 0 && place < items.length) ? places : undefined;
}

function checked(embedding: unknown, job: ReplyReading, reply: Reply): Vector {
  if (!isVector(embedding)) throw reply.unusable(NO_VECTOR);
  const length = lengthOf(embedding);
  if (job.dimensions !== undefined && length !== job.dimensions) {
    throw reply.unusable(
      `The reply holds a vector of ${length} numbers, not the ${job.dimensions} of Dimensions. Clear Dimensions, which this server does not take.`
    );
  }
  job.checkLength(length);
  return embedding;
}

/** Whether the server sent neither what the user wants nor what was asked for. */
function encodingWarning(sent: readonly Vector[], encoding: Encoding, asked: string | undefined): string[] {
  if (asked === undefined) return [];
  const isOther = (vector: Vector) => {
    const given = typeof vector === 'string' ? 'base64' : 'float';
    return given !== encoding && given !== asked;
  };
  if (!sent.some(isOther)) return [];
  const [other, chosen] = encoding === 'float' ? ['Base64', 'Float'] : ['Float', 'Base64'];
  return [`The server sent ${other} although ${chosen} was asked for; the vectors were converted.`];
}
