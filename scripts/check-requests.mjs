/*
 * Checks every request body that the tests sent to an OpenAI address: `node scripts/check-requests.mjs <folder> [<file>]`.
 * The folder holds the recorded requests. They are checked against the SDK's types by tsc, and against OpenAI's published
 * OpenAPI file where one is given, unknown keys refused by both.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

const BODIES = {
  '/v1/chat/completions': {
    schema: 'CreateChatCompletionRequest',
    type: 'Chat.ChatCompletionCreateParamsNonStreaming',
  },
  '/v1/images/generations': { schema: 'CreateImageRequest', type: 'Images.ImageGenerateParamsNonStreaming' },
  // The published file has no edits. Their files are multipart parts, so the fields alone are checked.
  '/v1/images/edits': { type: 'Images.ImageEditParamsNonStreaming', except: "'image' | 'mask'" },
  '/v1/responses': { type: 'Responses.ResponseCreateParamsNonStreaming' },
  '/v1/vector_stores/*/search': { type: 'VectorStores.VectorStoreSearchParams' },
  '/v1/decisions': { type: 'DecisionCreateParams' },
  '/v1/audio/transcriptions': { type: 'Audio.TranscriptionCreateParamsNonStreaming', except: "'file'" },
  '/v1/moderations': { type: 'ModerationCreateParams' },
  '/v1/batches': { type: 'BatchCreateParams' },
  // Call the API takes any path; this is the one of its test.
  '/v1/conversations/*/items': { type: 'Conversations.ItemCreateParams' },
  '/v1/embeddings': { schema: 'CreateEmbeddingRequest', type: 'Embeddings.EmbeddingCreateParams' },
};

const [folder, spec] = process.argv.slice(2);
/** What the guide to web search has and the SDK's types do not: https://platform.openai.com/docs/guides/tools-web-search */
const isInGuideOnly = (key, value) =>
  key === 'blocked_domains' || (key === 'tool_choice' && value?.type === 'web_search');
const requests = readdirSync(folder)
  .map((file) =>
    JSON.parse(readFileSync(join(folder, file), 'utf8'), (key, value) =>
      isInGuideOnly(key, value) ? undefined : value
    )
  )
  // Has no body.
  .filter(({ path }) => !path.endsWith('/cancel'));
if (requests.length === 0) throw new Error(`There is no recorded request in ${folder}.`);

const results = [againstTypes(), ...(spec ? [againstSchema()] : [])];
process.exitCode = results.every(Boolean) ? 0 : 1;

/** Writes each body as a typed constant, so that tsc finds wrong types and unknown keys, nested ones too. */
function againstTypes() {
  const constants = requests.map(
    ({ path, body, test }, index) => `// ${test}\nexport const body${index}: ${typeOf(path)} = ${JSON.stringify(body)};`
  );
  mkdirSync('dist/requests', { recursive: true });
  writeFileSync('dist/requests/bodies.ts', `import type OpenAI from 'openai';\n${constants.join('\n')}\n`);
  writeFileSync(
    'dist/requests/tsconfig.json',
    JSON.stringify({ extends: '../../tsconfig.json', include: ['bodies.ts'] })
  );
  const args = ['node_modules/typescript/bin/tsc', '-p', 'dist/requests/tsconfig.json'];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  console.log(`${requests.length} request bodies ${status === 0 ? 'are' : 'are not all'} as the SDK's types say.`);
  return status === 0;
}

/** The same path with * in place of ids, without its query. */
function anyOf(path) {
  return path.replace(/(vs|resp|conv)_[\w-]+/, '*').replace(/\?.*/, '');
}

function typeOf(given) {
  const path = anyOf(given);
  if (!BODIES[path]) throw new Error(`BODIES in scripts/check-requests.mjs lacks ${path}.`);
  const { type, except } = BODIES[path];
  return except ? `Omit<OpenAI.${type}, ${except}>` : `OpenAI.${type}`;
}

function againstSchema() {
  const { components } = JSON.parse(readFileSync(spec, 'utf8'));
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'openai.json', components });
  const validators = Object.fromEntries(
    Object.entries(BODIES)
      .filter(([, { schema }]) => schema)
      .map(([path, { schema }]) => [
        path,
        ajv.compile({ $ref: `openai.json#/components/schemas/${schema}`, unevaluatedProperties: false }),
      ])
  );
  const published = requests.filter(({ path }) => validators[anyOf(path)]);
  const wrong = published.flatMap(({ path, body, test }) => {
    const validate = validators[anyOf(path)];
    const problems = validate(body) ? [] : validate.errors;
    return problems.length > 0 ? [{ test, body, problems: ajv.errorsText(problems).slice(0, 500) }] : [];
  });
  for (const { test, body, problems } of wrong) console.error(`${test}\n  ${JSON.stringify(body)}\n  ${problems}`);
  console.log(`${published.length - wrong.length} of ${published.length} are as OpenAI's published schema says.`);
  return wrong.length === 0;
}
