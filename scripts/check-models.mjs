/*
 * Compares the models that the plugin knows with those that the API lists: `npm run check:models`, with a key in
 * OPENAI_API_KEY (and another server in OPENAI_BASE_URL). Prints what is new, gone or dated differently; what is gone or dated
 * differently is an error. Listing models costs nothing.
 */
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import hosts from './hosts.cjs';

const NEEDS =
  "Set OPENAI_API_KEY to a key of OpenAI's that may list models (with permissions: Models, Read). Nothing is paid.";

const { operation: _operation, ...forms } = JSON.parse(readFileSync('operations.json', 'utf8')).properties;
const { familyOf, knownIds, shutdownOf, traitsOf } = await tables();

process.exitCode = await main().catch((error) => {
  console.error(error.description ?? error.message);
  return 1;
});

/** What lib/models/ knows, of its sources as they are now. */
async function tables() {
  const contents = `export * from './lib/models/table'; export * from './lib/models/shutdowns';`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: '.', loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

async function main() {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: base_url } = process.env;
  if (!apiKey && !base_url) throw new Error(NEEDS);
  const service = hosts.loadService(readFileSync('dist/index.js', 'utf8'));
  const { data } = await service.run({ apiKey, base_url }, { operation: 'list_models' });
  const { news, faults } = compared(data.models);
  for (const [title, lines] of [...news, ...faults]) {
    if (lines.length > 0) console.log([`${title}:`, ...lines.map((line) => `  ${line}`)].join('\n'));
  }
  const wrong = faults.flatMap(([, lines]) => lines).length;
  console.log(`${data.models.length} models are listed, ${knownIds().length} are known, ${wrong} to correct.`);
  return wrong > 0 ? 1 : 0;
}

/** What is new and what is wrong, as titles with lines. */
function compared(models) {
  const listed = new Set(models.map(({ value }) => value));
  const families = new Set([...listed].map(familyOf));
  const offered = Object.entries(forms).flatMap(([form, fields]) =>
    Object.values(fields).flatMap(({ key, list = [] }) =>
      /^model(_embedding)?$/.test(key) ? list.map(({ value }) => ({ form, value })) : []
    )
  );
  const isOffered = (id) => offered.some(({ value }) => value === id);
  const today = new Date().toISOString().slice(0, 10);
  const isOver = (id) => (shutdownOf(id)?.date ?? 'never') <= today;
  const isGone = (id) => !listed.has(id) && !isOver(id);
  const ofForms = ['chat', 'image', 'embedding'];
  return {
    news: [
      // Fine-tuned models are one's own.
      ['Listed, but not in lib/models/table.ts', [...listed].filter((id) => !familyOf(id) && !id.startsWith('ft:'))],
      [
        'Listed and in lib/models/table.ts, but in no list of operations.json',
        knownIds().filter(
          (id) => listed.has(id) && ofForms.includes(traitsOf(id).purpose) && !shutdownOf(id) && !isOffered(id)
        ),
      ],
    ],
    faults: [
      ['In lib/models/table.ts, but no longer listed', knownIds().filter((id) => isGone(id) && !families.has(id))],
      [
        'In operations.json, but no longer listed',
        offered.filter(({ value }) => isGone(value)).map(({ form, value }) => `${value} (${form})`),
      ],
      [
        'Shut down on another day than lib/models/shutdowns.ts says',
        models
          .filter(({ value }) => familyOf(value) && !value.startsWith('ft:'))
          .map(({ value, shutdown_date = 'never' }) => [value, shutdown_date, shutdownOf(value)?.date ?? 'never'])
          .filter(([, told, known]) => told !== known)
          .map(([id, told, known]) => `${id}: ${told}, not ${known}`),
      ],
    ],
  };
}
