import type { ConnectionTestResult, QueryResult, QueryService } from '@tooljet-marketplace/common';
import { invalid, queryError, withFailure } from './errors/failure';
import { type Mask, masked, masker } from './errors/secrets';
import { upgraded } from './form/legacy';
import { explained } from './form/odd-values';
import { checkSource, sourceOf } from './form/source';
import { choice, isSet, quoted } from './form/values';
import { type Budget, queryBudget, testBudget } from './http/budget';
import { carryOut } from './http/carry-out';
import { type Connection, connect, type Server } from './http/connection';
import type { Plan } from './http/plan';
import { ask } from './operations/ask';
import { batchResults } from './operations/batch-results';
import { callApi } from './operations/call-api';
import { chat } from './operations/chat';
import { decide } from './operations/decide';
import { editImage } from './operations/edit-image';
import { generateEmbedding } from './operations/generate-embedding';
import { getResponse } from './operations/get-response';
import { imageGeneration } from './operations/image-generation';
import { moderate } from './operations/moderate';
import { listBatches } from './operations/list-batches';
import { listModels } from './operations/list-models';
import { rankBySimilarity } from './operations/rank-by-similarity';
import { searchDocuments } from './operations/search-documents';
import { testConnection } from './operations/test-connection';
import { transcribeAudio } from './operations/transcribe-audio';
import { mcpSecrets } from './responses/tools';
import type { Answers, Operation, Source } from './types';

/** For each form what reads it: throws at a mistake, naming the field, and else hands over what to send. */
export type Handlers = { [O in Operation]: (answers: Answers<O>, server: Server) => Plan | Promise<Plan> };

/** One handler for each form in operations.json; tsc refuses a form without one, and one without a form. */
export const handlers = {
  'chat': chat,
  'ask': ask,
  'decide': decide,
  'image_generation': imageGeneration,
  'edit_image': editImage,
  'generate_embedding': generateEmbedding,
  'rank_by_similarity': rankBySimilarity,
  'search_documents': searchDocuments,
  'transcribe_audio': transcribeAudio,
  'moderate': moderate,
  'get_response': getResponse,
  'batch_results': batchResults,
  'list_batches': listBatches,
  'list_models': listModels,
  'call_api': callApi,
} satisfies Handlers;

const isOperation = (id: unknown): id is Operation => typeof id === 'string' && Object.hasOwn(handlers, id);

/**
 * The connection of a form. What an error quotes of the form is masked, because a secret may stand in any of its fields; what
 * is quoted of the query later is as the user typed it.
 */
function connected(source: Source, mask: Mask, budget: () => Budget): Connection {
  try {
    return connect(source, mask, budget());
  } catch (error) {
    throw withFailure(masked(explained(error, source), mask));
  }
}

/** What ToolJet loads: made anew, without arguments, for every query and every connection test. */
export default class OpenAIQueryService implements QueryService {
  /** Runs a query: `data` and `metadata` of its operation, or a QueryError for every failure. */
  async run(sourceOptions: unknown, queryOptions?: unknown): Promise<QueryResult> {
    try {
      const source = sourceOf(sourceOptions);
      checkSource(source);
      const { operation, answers } = upgraded(queryOptions);
      if (!isOperation(operation)) {
        const problem = isSet(operation) ? `${quoted(operation)} is unknown` : 'is missing';
        throw invalid(`Operation ${problem}. Choose one in the Operation field of the query.`);
      }
      const connection = connected(source, masker(source, mcpSecrets(answers['mcp_servers'])), () =>
        queryBudget(source, answers)
      );
      const plan = await handlers[operation](answers, connection);
      const { data, metadata } = await carryOut(plan, connection, {
        isDryRun: choice(answers['dry_run'], 'Dry run', ['no', 'yes']) === 'yes',
        isFull: choice(answers['output'], 'Output', ['reply', 'full']) === 'full',
      });
      return { status: 'ok', data, metadata } as QueryResult;
    } catch (error) {
      throw queryError(explained(error, sourceOptions, queryOptions));
    }
  }

  /** Lists models, which costs nothing; never throws, because ToolJet reads best what is returned. */
  async testConnection(sourceOptions: unknown): Promise<ConnectionTestResult> {
    try {
      const source = sourceOf(sourceOptions);
      checkSource(source);
      return await testConnection(connected(source, masker(source), () => testBudget(source)));
    } catch (error) {
      return { status: 'failed', message: explained(error, sourceOptions).message };
    }
  }
}
