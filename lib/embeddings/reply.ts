import type { Reply } from '../http/send';
import { membersOf } from '../json';
import { inSlices } from '../slices';
import { checkJob, type EmbeddingJob } from './job';
import { encoded, isVector, lengthOf, type Vector } from './vectors';

/** The vectors of one reply, in the order of its texts and in the encoding asked for. */
export type ReadVectors = { readonly vectors: readonly Vector[]; readonly warnings: readonly string[] };

const NO_VECTOR = 'The reply holds something that is no vector.';

/** Reads and checks the reply for so many texts; throws when it is not one vector for each. */
export async function readVectors(job: EmbeddingJob, count: number, reply: Reply): Promise<ReadVectors> {
  const items: unknown[] = Array.isArray(reply.body['data']) ? reply.body['data'] : [];
  if (items.length === 0) throw reply.unusable('The reply holds no vector.');
  if (items.length !== count) throw reply.unusable(`The reply holds ${items.length} vectors for ${count} texts.`);
  const sent: Vector[] = [];
  await inSlices(items, (item, position) => {
    const { index = position, embedding } = membersOf(item);
    if (typeof index !== 'number' || index >= count) throw misplaced(reply);
    sent[index] = checked(embedding, job, reply);
  });
  // A loop by index, because every() and some() pass over what is missing.
  for (let index = 0; index < count; index += 1) if (sent[index] === undefined) throw misplaced(reply);
  const vectors = await inSlices(sent, (vector) => {
    const given = encoded(vector, job.encoding);
    // Base64 can hold what is no number.
    if (!isVector(given)) throw reply.unusable(NO_VECTOR);
    return given;
  });
  return { vectors, warnings: encodingWarning(sent, job) };
}

function checked(embedding: unknown, job: EmbeddingJob, reply: Reply): Vector {
  if (!isVector(embedding)) throw reply.unusable(NO_VECTOR);
  const length = lengthOf(embedding);
  if (job.dimensions !== undefined && length !== job.dimensions) {
    throw reply.unusable(`The reply holds a vector of ${length} numbers, not the ${job.dimensions} of Dimensions.`);
  }
  checkJob(job, length);
  return embedding;
}

/** Whether the server sent neither what the user wants nor what was asked for. */
function encodingWarning(sent: readonly Vector[], { encoding, wire }: EmbeddingJob): string[] {
  const isOther = (vector: Vector) => {
    const given = typeof vector === 'string' ? 'base64' : 'float';
    return given !== encoding && given !== wire;
  };
  if (!sent.some(isOther)) return [];
  const [other, asked] = encoding === 'float' ? ['Base64', 'Float'] : ['Float', 'Base64'];
  return [`The server sent ${other} although ${asked} was asked for; the vectors were converted.`];
}

const misplaced = (reply: Reply) => reply.unusable('The indexes in the reply are not those of the texts.');
