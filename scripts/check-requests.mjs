/*
 * Checks every request body that the tests sent to an OpenAI address against OpenAI's published schema, unknown keys
 * refused: `node scripts/check-requests.mjs <folder of recorded requests> <OpenAPI file>`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

const SCHEMAS = {
  '/v1/chat/completions': 'CreateChatCompletionRequest',
  '/v1/images/generations': 'CreateImageRequest',
  '/v1/embeddings': 'CreateEmbeddingRequest',
};

/**
 * What openai 7.57.0 has and the older published schema lacks, each with its line in the SDK's types
 * (node_modules/openai/resources/…).
 */
const NEWER = [];

const [folder, spec] = process.argv.slice(2);
const { components } = JSON.parse(readFileSync(spec, 'utf8'));
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema({ $id: 'openai.json', components });
const validators = Object.fromEntries(
  Object.entries(SCHEMAS).map(([path, name]) => [
    path,
    ajv.compile({ $ref: `openai.json#/components/schemas/${name}`, unevaluatedProperties: false }),
  ])
);

const requests = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
const wrong = requests.flatMap(({ path, body, test }) => {
  const validate = validators[path];
  if (validate(body)) return [];
  const problems = validate.errors.filter((error) => !NEWER.some((allowed) => allowed.fits(error, path)));
  return problems.length > 0 ? [{ test, body, problems: ajv.errorsText(problems) }] : [];
});

for (const { test, body, problems } of wrong) console.error(`${test}\n  ${JSON.stringify(body)}\n  ${problems}`);
console.log(`${requests.length - wrong.length} of ${requests.length} request bodies are as OpenAI's schema says.`);
process.exitCode = wrong.length > 0 || requests.length === 0 ? 1 : 0;
