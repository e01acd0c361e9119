/** @type {import('jest').Config} */
module.exports = {
  preset: 'ts-jest',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  // Nothing is about speed here: a test that hangs fails, and one on a slow or busy machine does not.
  testTimeout: 60_000,
  // Jest leaves one core to itself, which on two would run all of them one after another.
  maxWorkers: '100%',
  // Those that run at once wait for a server most of the time.
  maxConcurrency: 10,
  modulePathIgnorePatterns: ['<rootDir>/(release|reports)/'],
  // With --watch, what a build writes starts no run.
  watchPathIgnorePatterns: ['<rootDir>/(dist|release|reports|coverage)/'],
  setupFilesAfterEnv: ['<rootDir>/__tests__/support/setup.ts'],
  globalSetup: '<rootDir>/__tests__/support/build.js',
  collectCoverageFrom: ['lib/**/*.ts'],
  coverageReporters: ['text-summary', 'text'],
  coverageThreshold: { global: { statements: 100, branches: 100, functions: 100, lines: 100 } },
};
