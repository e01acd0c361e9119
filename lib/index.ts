import type { ConnectionTestResult, QueryResult, QueryService } from '@tooljet-marketplace/common';
import { invalid, queryError } from './errors/failure';
import { masked, maskedMembers, masker } from './errors/secrets';
import { upgraded } from './form/legacy';
import { explained } from './form/odd-values';
import { checkSource, sourceOf } from './form/source';
import { choice, isSet, quoted } from './form/values';
import { queryBudget, testBudget } from './http/budget';
import { carryOut } from './http/carry-out';
import { connect, type Server } from './http/connection';
import type { Plan } from './http/plan';
import { chat } from './operations/chat';
import { editImage } from './operations/edit-image';
import { generateEmbedding } from './operations/generate-embedding';
import { imageGeneration } from './operations/image-generation';
import { rankBySimilarity } from './operations/rank-by-similarity';
import { testConnection } from './operations/test-connection';
import type { Answers, Operation } from './types';

/** For each form what reads it: throws at a mistake, naming the field, and else hands over what to send. */
export type Handlers = { [O in Operation]: (answers: Answers<O>, server: Server) => Plan | Promise<Plan> };

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
    let mask = masker({});
    try {
      const source = sourceOf(sourceOptions);
      mask = masker(source);
      checkSource(source);
      const { operation, answers } = upgraded(queryOptions);
      if (!isOperation(operation)) {
        const problem = isSet(operation) ? `${quoted(operation)} is unknown` : 'is missing';
        throw invalid(`Operation ${problem}. Choose one in the Operation field of the query.`);
      }
      const connection = connect(source, mask, queryBudget(source, answers));
      const plan = await handlers[operation](answers, connection);
      const { data, metadata } = await carryOut(plan, connection, {
        isDryRun: choice(answers['dry_run'], 'Dry run', ['no', 'yes']) === 'yes',
        isFull: choice(answers['output'], 'Output', ['reply', 'full']) === 'full',
      });
      return { status: 'ok', data, metadata: await maskedMembers(metadata, mask) } as QueryResult;
    } catch (error) {
      throw queryError(masked(explained(error, sourceOptions, queryOptions), mask));
    }
  }

  /** Lists models, which costs nothing; never throws, because ToolJet reads best what is returned. */
  async testConnection(sourceOptions: unknown): Promise<ConnectionTestResult> {
    let mask = masker({});
    try {
      const source = sourceOf(sourceOptions);
      mask = masker(source);
      checkSource(source);
      return mask(await testConnection(connect(source, mask, testBudget(source))));
    } catch (error) {
      return { status: 'failed', message: mask(explained(error, sourceOptions).message) };
    }
  }
}
