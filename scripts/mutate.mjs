/*
 * npm run mutate -- <room>, or one of its files: changes the code of one room of lib/ in many small ways, one at a time, and
 * lists those that no test notices. With --quick it leaves out what is made once, when a file is loaded.
 * https://stryker-mutator.io/docs/stryker-js/configuration
 */
import { readFileSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';

/** The tests that each room is tried with: with all of them every change would take a minute. */
const TESTS = {
  'errors': 'errors secrets',
  'models': 'models',
  'form': 'chat chat-parameters chat-structured connection edit-image generate-embedding image-generation legacy',
  'json.ts': 'chat chat-structured generate-embedding connection',
  'images': 'image-generation edit-image',
  'embeddings': 'generate-embedding embedding-bulk rank-by-similarity',
  'chat': 'chat chat-conversation chat-parameters chat-rows chat-structured chat-tools',
  'http': 'transport connection errors output chat-rows embedding-bulk edit-image',
  'operations': 'chat chat-rows image-generation edit-image generate-embedding rank-by-similarity connection',
  'index.ts': 'index connection output chat',
};

const [target = ''] = process.argv.slice(2);
const [room] = target.split('/');
if (!Object.hasOwn(TESTS, room)) {
  console.error(`Name a room of lib/, or one of its files: npm run mutate -- ${Object.keys(TESTS).join(' | ')}`);
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
      testMatch: TESTS[room].split(' ').map((test) => `<rootDir>/__tests__/${test}.test.ts`),
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
