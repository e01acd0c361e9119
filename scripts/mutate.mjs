/*
 * npm run mutate -- <room>, or one of its files: changes the code of one room of lib/ in many small ways, one at a time, and
 * lists those that no test notices. With --quick it leaves out what is made once, when a file is loaded.
 * https://stryker-mutator.io/docs/stryker-js/configuration
 */
import { readFileSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';

/**
 * The tests that each room is tried with: with all of them every change would take a minute. A file that is named here too
 * is tried, when it is run by itself, with those that are about it; each test file more costs a second for each change.
 */
const TESTS = {
  'errors': 'errors secrets',
  'models': 'models',
  'form': 'chat chat-parameters chat-structured connection edit-image generate-embedding image-generation legacy',
  'json.ts': 'chat chat-structured generate-embedding connection',
  'images': 'image-generation edit-image',
  'embeddings': 'generate-embedding embedding-bulk rank-by-similarity',
  'chat': 'chat chat-conversation chat-parameters chat-rows chat-structured chat-tools',
  'http': 'transport connection errors output chat-rows embedding-bulk edit-image',
  'operations':
    'chat chat-rows image-generation edit-image generate-embedding embedding-bulk rank-by-similarity connection',
  'index.ts': 'index connection output chat',
  'form/additional.ts': 'chat-rows generate-embedding',
  'form/files.ts': 'chat-conversation edit-image',
  'form/legacy.ts': 'legacy',
  'form/source.ts': 'connection',
  'form/values.ts': 'chat chat-parameters',
  'embeddings/batches.ts': 'embedding-bulk',
  'embeddings/candidates.ts': 'rank-by-similarity',
  'embeddings/job.ts': 'generate-embedding rank-by-similarity',
  'embeddings/plan.ts': 'generate-embedding embedding-bulk',
  'embeddings/reply.ts': 'generate-embedding embedding-bulk',
  'embeddings/vectors.ts': 'generate-embedding rank-by-similarity',
  'chat/attachments.ts': 'chat-conversation',
  'chat/form.ts': 'chat chat-conversation chat-parameters chat-structured',
  'chat/history.ts': 'chat chat-conversation',
  'chat/many.ts': 'chat-rows',
  'chat/reply.ts': 'chat chat-structured chat-tools',
  'chat/request.ts': 'chat chat-structured',
  'chat/response-format.ts': 'chat-structured',
  'chat/rows.ts': 'chat-rows',
  'chat/sampling.ts': 'chat-parameters chat-tools',
  'chat/schema.ts': 'chat-structured',
  'chat/sending.ts': 'chat-parameters chat-rows refused-parameters',
  'chat/stop.ts': 'chat-parameters',
  'chat/tools.ts': 'chat-tools',
  'chat/turn.ts': 'chat chat-rows chat-tools',
  'operations/chat.ts': 'chat chat-rows',
  'operations/edit-image.ts': 'edit-image',
  'operations/generate-embedding.ts': 'generate-embedding embedding-bulk',
  'operations/image-generation.ts': 'image-generation',
  'operations/rank-by-similarity.ts': 'rank-by-similarity',
  'operations/ask.ts': 'ask',
  'operations/get-response.ts': 'get-response',
  'operations/search-documents.ts': 'search-documents',
  'operations/test-connection.ts': 'connection',
};

const [target = ''] = process.argv.slice(2);
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
  ignoreStatic: process.argv.includes('--quick'),
  concurrency: 1,
  timeoutMS: 30_000,
  incremental: true,
  incrementalFile: `reports/mutation/${name}.json`,
  tempDirName: `reports/${name}`,
  ignorePatterns: ['dist', 'release', 'coverage', 'output', 'reports', 'docs', 'playground'],
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
}).runMutationTest();
