import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The rooms of lib/, highest first: each may import from those below it only, and an operation from no other one. */
const ROOMS = [
  ['index.ts'],
  ['operations'],
  ['responses', 'decisions'],
  ['chat', 'images', 'embeddings', 'moderation', 'transcription'],
  ['batch'],
  ['http'],
  ['models'],
  ['form'],
  ['errors'],
  ['json.ts', 'slices.ts', 'types.ts'],
];
const inLib = (room) => `./lib/${room}`;
const zones = ROOMS.slice(1).flatMap((rooms, index) =>
  rooms.map((room) => ({
    target: inLib(room),
    from: [
      ...ROOMS.slice(0, index + 1).flat(),
      ...rooms.filter((other) => other !== room),
      ...(room === 'operations' ? [room] : []),
    ].map(inLib),
    message: 'Imports go downward only: see "What lies where" in CONTRIBUTING.md.',
  }))
);

export default defineConfig(
  { ignores: ['dist', 'release', 'coverage', 'reports', 'output'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // False alarm on Answers<O>, whose members are all optional.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      // OpenAI deprecates max_tokens, but it is the only token limit that many compatible servers know.
      '@typescript-eslint/no-deprecated': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['lib/**/*.ts'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.json'] })],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        require: 'readonly',
        module: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        setImmediate: 'readonly',
        clearImmediate: 'readonly',
        __dirname: 'readonly',
        fetch: 'readonly',
        Response: 'readonly',
        global: 'readonly',
      },
    },
    rules: { 'no-console': 'off', '@typescript-eslint/no-require-imports': 'off' },
  }
);
