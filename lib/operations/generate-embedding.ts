import type OpenAI from 'openai';
import { chosenModel } from '../chosen-model';
import type { Connection } from '../client';
import { invalid } from '../errors';
import { embeddingModel } from '../models';
import { metadataOf, type Reply, send, unusable } from '../reply';
import type { Answers, Result } from '../types';
import { choice, isObject, text, wholeNumber } from '../values';

type Body = OpenAI.EmbeddingCreateParams;

/**
 * Turns text into a vector: `data.embedding` is an array of numbers, or base64 text when Base64 was chosen.
 * https://platform.openai.com/docs/api-reference/embeddings/create
 */
export async function generateEmbedding(
  connection: Connection,
  answers: Answers<'generate_embedding'>
): Promise<Result> {
  const model = chosenModel(
    answers.custom_embedding_model,
    answers.model_embedding,
    'text-embedding-3-small',
    'embedding'
  );
  const dimensions = wholeNumber(answers.dimensions, 'Dimensions', 1);
  if (dimensions !== undefined && embeddingModel(model)?.dimensions === false) {
    throw invalid(`Dimensions cannot be set for ${model}: its vectors always have 1536 numbers. Clear Dimensions.`);
  }
  const body: Body = {
    model,
    input: input(answers.input),
    encoding_format: choice(answers.encoding_format, 'Encoding format', ['float', 'base64']) ?? 'float',
    ...(dimensions !== undefined && { dimensions }),
  };
  const reply = await send(connection, model, (openai, options) => openai.embeddings.create(body, options));
  return {
    data: { embedding: firstVector(connection, reply) },
    metadata: metadataOf(connection, model, reply, []),
  };
}

/** One text, or a bound array of texts. */
function input(answer: unknown): string | string[] {
  const value = Array.isArray(answer) ? answer.map(member) : text(answer, 'Input');
  if (!value?.length) throw invalid('Input is empty. Enter the text to embed.');
  return value;
}

function member(value: unknown, index: number): string {
  if (typeof value === 'string' && value.trim()) return value;
  throw invalid(`Input: entry ${index + 1} must be a text that is not empty.`);
}

/** The vector of the first text; servers may send them in any order. */
function firstVector(connection: Connection, reply: Reply): unknown {
  const items: unknown[] = Array.isArray(reply.body['data']) ? reply.body['data'] : [];
  const first = items.find((item) => isObject(item) && item['index'] === 0) ?? items[0];
  const embedding = isObject(first) ? first['embedding'] : undefined;
  const isVector = Array.isArray(embedding) ? embedding.length > 0 : typeof embedding === 'string' && embedding;
  if (!isVector) throw unusable(connection, 'The reply holds no vector.', reply);
  return embedding;
}
