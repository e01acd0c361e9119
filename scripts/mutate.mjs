/*
 * npm run mutate -- <room>, or one of its files: changes the code of one room of lib/ in many small ways, one at a time, and
 * lists those that no test notices. With --quick it leaves out what is made once, when a file is loaded.
 * https://stryker-mutator.io/docs/stryker-js/configuration
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';

/**
 * The tests that each room is tried with: with all of them every change would take a minute. A file that is named here too
 * is tried, when it is run by itself, with those that are about it; each test file more costs a second for each change.
 */
const TESTS = {
  'errors': 'errors errors-of-other-servers errors-within-success refused-parameters secrets',
  'models': 'models model-names',
  'form': 'chat chat-parameters chat-structured connection edit-image generate-embedding image-generation legacy',
  'json.ts': 'chat-json chat-tools call-api half-characters',
  'images': 'image-generation edit-image refused-parameters model-names',
  'embeddings': 'generate-embedding embedding-bulk embedding-blanks halving rank-by-similarity',
  'responses': 'ask get-response search-documents secrets-in-queries',
  'decisions': 'decide',
  'moderation': 'moderate',
  'transcription': 'transcribe-audio',
  'chat':
    'chat chat-conversation chat-json chat-parameters chat-replies chat-rows chat-structured chat-tools half-characters refused-parameters',
  'http': 'transport connection errors output chat-rows embedding-bulk edit-image event-stream half-characters',
  'operations':
    'chat chat-rows image-generation edit-image generate-embedding embedding-bulk rank-by-similarity connection model-names moderate transcribe-audio decide',
  'index.ts': 'index connection output chat',
  'errors/failure.ts': 'errors index',
  'errors/hiding.ts': 'secrets',
  'errors/page.ts': 'errors-of-other-servers',
  'errors/reason.ts': 'errors-of-other-servers',
  'errors/refused.ts': 'errors errors-of-other-servers',
  'errors/rules.ts': 'errors errors-of-other-servers',
  'errors/secrets.ts': 'secrets',
  'errors/unsupported.ts': 'refused-parameters',
  'errors/within-success.ts': 'errors-within-success',
  'form/additional.ts': 'chat-rows generate-embedding',
  'form/path.ts': 'call-api-path call-api',
  'form/query.ts': 'call-api',
  'form/files.ts': 'chat-conversation edit-image transcribe-audio',
  'form/legacy.ts': 'legacy',
  'form/pictures.ts': 'moderate',
  'form/source.ts': 'connection',
  'form/texts.ts': 'generate-embedding embedding-blanks moderate',
  'form/values.ts': 'chat chat-parameters',
  'embeddings/adaptations.ts': 'refused-parameters',
  'embeddings/batches.ts': 'embedding-bulk',
  'embeddings/candidates.ts': 'rank-by-similarity embedding-blanks',
  'embeddings/halving.ts': 'halving',
  'embeddings/job.ts': 'generate-embedding rank-by-similarity embedding-blanks',
  'embeddings/plan.ts': 'generate-embedding embedding-bulk',
  'embeddings/reply.ts': 'generate-embedding embedding-bulk embedding-blanks',
  'embeddings/vectors.ts': 'generate-embedding rank-by-similarity embedding-blanks',
  'chat/attachments.ts': 'chat chat-conversation',
  'chat/choice.ts': 'chat-conversation chat-replies',
  'chat/ending.ts': 'chat-replies',
  'chat/form.ts': 'chat chat-conversation chat-parameters chat-structured',
  'chat/history.ts': 'chat chat-conversation',
  'chat/json-answer.ts': 'chat-json',
  'chat/many.ts': 'chat-rows',
  'chat/placeholders.ts': 'chat-rows',
  'chat/reply.ts': 'chat chat-replies chat-structured chat-tools',
  'chat/request.ts': 'chat chat-conversation chat-structured',
  'chat/response-format.ts': 'chat chat-structured',
  'chat/rows.ts': 'batch chat-rows',
  'chat/sampling.ts': 'chat-parameters chat-tools',
  'chat/schema.ts': 'chat-json chat-structured',
  'chat/sending.ts': 'chat-parameters refused-parameters',
  'chat/stop.ts': 'chat chat-parameters',
  'chat/thoughts.ts': 'chat-replies',
  'chat/tools.ts': 'chat-tools',
  'chat/turn.ts': 'chat chat-json chat-replies chat-tools',
  'http/adapting.ts': 'chat-parameters chat-rows refused-parameters',
  'http/attempt.ts': 'errors errors-within-success event-stream call-api quota batch-results transport',
  'http/broken.ts': 'event-stream call-api transport',
  'http/budget.ts': 'connection transport',
  'http/carry-out.ts': 'batch connection decide get-response output',
  'http/content.ts': 'call-api',
  'http/connection.ts': 'connection chat-parameters quota transport',
  'http/dry-run.ts': 'dry-run ask batch call-api chat-rows half-characters',
  'http/event-stream.ts': 'event-stream',
  'http/guard.ts': 'guard',
  'http/metadata.ts': 'chat decide list-models transcribe-audio',
  'http/miss.ts': 'errors-within-success',
  'http/missing-path.ts': 'missing-path',
  'http/outcomes.ts': 'decide',
  'http/poll.ts': 'get-response',
  'http/retry.ts': 'call-api embedding-bulk transport',
  'http/send.ts': 'ask call-api errors-within-success transcribe-audio transport',
  'http/transport.ts': 'half-characters transport',
  'operations/chat.ts': 'chat chat-rows',
  'operations/edit-image.ts': 'edit-image',
  'operations/generate-embedding.ts': 'generate-embedding embedding-bulk',
  'operations/image-generation.ts': 'image-generation',
  'operations/rank-by-similarity.ts': 'rank-by-similarity',
  'operations/ask.ts': 'ask',
  'operations/get-response.ts': 'get-response',
  'operations/decide.ts': 'decide',
  'operations/moderate.ts': 'moderate',
  'operations/batch-results.ts': 'batch-results',
  'operations/list-batches.ts': 'list-batches',
  'batch': 'batch batch-results list-batches',
  'chat/batched.ts': 'batch batch-results',
  'embeddings/batched.ts': 'batch batch-results',
  'http/lines.ts': 'batch-results',
  'operations/call-api.ts': 'call-api',
  'operations/list-models.ts': 'list-models',
  'operations/search-documents.ts': 'search-documents',
  'operations/test-connection.ts': 'connection',
  'operations/transcribe-audio.ts': 'transcribe-audio',
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});
const [target = ''] = positionals;
const [room] = target.split('/');
if (!Object.hasOwn(TESTS, room)) {
  const rooms = Object.keys(TESTS).filter((name) => !name.includes('/'));
  console.error(`Name a room of lib/, or one of its files: npm run mutate -- ${rooms.join(' | ')}`);
  process.exit(1);
}
const name = target.replaceAll('/', '-');

const { compilerOptions } = JSON.parse(readFileSync('tsconfig.json', 'utf8'));

await new Stryker({
  mutate: [target.endsWith('.ts') ? `lib/${target}` : `lib/${target}/**/*.ts`],
  testRunner: 'jest',
  jest: {
    configFile: 'jest.config.js',
    // The tests are named below; asking which of them import what is changed takes longer than many a change.
    enableFindRelatedTests: false,
    config: {
      testMatch: (TESTS[target] ?? TESTS[room]).split(' ').map((test) => `<rootDir>/__tests__/${test}.test.ts`),
      // None of these tests runs the bundle, and most of what a change breaks for tsc is no mistake of the tests.
      globalSetup: null,
      transform: {
        '^.+\\.ts$': ['ts-jest', { diagnostics: false, tsconfig: { ...compilerOptions, isolatedModules: true } }],
      },
    },
  },
  coverageAnalysis: 'perTest',
  // Each change of what is made once is tried with every test of the room.
  ignoreStatic: values.quick,
  concurrency: 1,
  timeoutMS: 30_000,
  incremental: true,
  incrementalFile: `reports/mutation/${name}.json`,
  tempDirName: `reports/${name}`,
  ignorePatterns: ['dist', 'release', 'coverage', 'output', 'reports', 'docs', 'playground'],
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
}).runMutationTest();
