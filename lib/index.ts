import { type ConnectionTestResult, type QueryResult, type QueryService } from '@tooljet-marketplace/common';
import { connect, type Connection } from './http/connection';
import { failureOf, invalid, masked, queryError } from './errors/failure';
import { modernized } from './form/legacy';
import { chat } from './operations/chat';
import { editImage } from './operations/edit-image';
import { generateEmbedding } from './operations/generate-embedding';
import { imageGeneration } from './operations/image-generation';
import { limitsOf } from './http/limits';
import { rankBySimilarity } from './operations/rank-by-similarity';
import { masker } from './errors/secrets';
import { testConnection } from './operations/test-connection';
import { startExchange } from './http/transport';
import type { Answers, Operation, Result, Source } from './types';
import { isObject, isSet, shown } from './form/values';

type Handlers = { [O in Operation]: (connection: Connection, answers: Answers<O>) => Promise<Result> };

/** One handler for each form in operations.json; tsc refuses a form without one, and one without a form. */
export const handlers = {
  'chat': chat,
  'image_generation': imageGeneration,
  'edit_image': editImage,
  'generate_embedding': generateEmbedding,
  'rank_by_similarity': rankBySimilarity,
} satisfies Handlers;

const isOperation = (id: unknown): id is Operation => typeof id === 'string' && Object.hasOwn(handlers, id);

/** What ToolJet loads: made anew, without arguments, for every query and every connection test. */
export default class OpenAIQueryService implements QueryService {
  /** Runs a query: `data` and `metadata` of its operation, or a QueryError for every failure. */
  async run(sourceOptions: unknown, queryOptions?: unknown): Promise<QueryResult> {
    const source = sourceOf(sourceOptions);
    const mask = masker(source);
    try {
      const { operation, answers } = modernized(queryOptions);
      if (!isOperation(operation)) {
        const problem = isSet(operation) ? `${shown(operation)} is unknown` : 'is missing';
        throw invalid(`Operation ${problem}. Choose one in the Operation field of the query.`);
      }
      const connection = await connect(source, startExchange(limitsOf(source, answers), mask));
      const { data, metadata } = await handlers[operation](connection, answers);
      return { status: 'ok', data, metadata: mask(metadata) } as QueryResult;
    } catch (error) {
      throw queryError(masked(failureOf(error), mask));
    }
  }

  /** Lists models, which costs nothing; never throws, because ToolJet reads best what is returned. */
  async testConnection(sourceOptions: unknown): Promise<ConnectionTestResult> {
    const source = sourceOf(sourceOptions);
    const mask = masker(source);
    try {
      return await testConnection(await connect(source, startExchange(testLimits(source), mask)));
    } catch (error) {
      return { status: 'failed', message: mask(failureOf(error).message) };
    }
  }
}

/** A builder waits for the answer of Test connection, so it takes at most 30 s and is not tried again. */
const testLimits = (source: Source) => ({ seconds: Math.min(limitsOf(source, {}).seconds, 30), maxRetries: 0 });

const sourceOf = (options: unknown): Source => (isObject(options) ? options : {});
