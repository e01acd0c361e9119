/*
 * Runs queries through the built bundle, loaded as ToolJet's newest server loads it.
 *   node scripts/start.mjs                                    Test connection and the documentation page's three examples
 *   node scripts/start.mjs <operation> --<field key> <value>  one query of one's own
 * Without OPENAI_API_KEY and OPENAI_BASE_URL an embedded server answers; its answers are made up.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedServer } from './embedded-server.mjs';
import hosts from './hosts.cjs';

const { operation: chooser, ...forms } = JSON.parse(readFileSync('operations.json', 'utf8')).properties;
const names = Object.fromEntries(chooser.list.map(({ name, value }) => [value, name]));

/** The examples of ToolJet's documentation page. */
const EXAMPLES = [
  {
    operation: 'chat',
    model: 'gpt-4-turbo',
    prompt: 'What are the key principles of machine learning?',
    max_tokens: '100',
    temperature: '0.7',
    stop_sequence: 'END',
    suffix: '\\n',
  },
  {
    operation: 'image_generation',
    model: 'dall-e-3',
    prompt: 'A futuristic cityscape with flying cars and holographic billboards at sunset',
    size: '1024x1024',
  },
  {
    operation: 'generate_embedding',
    model_embedding: 'text-embedding-3-large',
    input: 'ToolJet is a low code platform used to build internal tools',
    encoding_format: 'float',
    dimensions: '10',
  },
];

/** In place of the examples' models when the queries go to OpenAI, which has retired two of the three. */
const CURRENT = { 'chat-model': 'gpt-5.2', 'image-model': 'gpt-image-2', 'embedding-model': 'text-embedding-3-large' };

const HELP = `Usage:
  npm start                                        Test connection and the documentation page's three examples
  npm start -- <operation> --<field> <value> …     one query of your own

A value that is {{…}} as a whole is read as JSON, as ToolJet keeps the type of a bound value: --input '{{["one","two"]}}'
With OPENAI_API_KEY (and OPENAI_BASE_URL) set, queries go there and cost money; without, to an embedded server.
For the examples: --chat-model ID, --image-model ID, --embedding-model ID

Operations and their fields:
${Object.entries(forms)
  .map(([id, fields]) => `  ${id} (${names[id]})\n${Object.values(fields).map(fieldHelp).join('\n')}`)
  .join('\n')}`;

function fieldHelp({ key, label, list }) {
  return `    --${key.padEnd(28)} ${label}${list ? `: ${list.map(({ value }) => value || "''").join(', ')}` : ''}`;
}

const [, , first = '--', ...rest] = process.argv;
if ([first, ...rest].includes('--help')) {
  console.log(HELP);
} else {
  process.exitCode = await main().catch((error) => {
    console.error(`\n${error.description ?? error.message}`);
    return 1;
  });
}

async function main() {
  const own = first.startsWith('--') ? undefined : ownQuery(first, rest);
  const models = own ? {} : chosenModels();
  const embedded = process.env.OPENAI_API_KEY || process.env.OPENAI_BASE_URL ? undefined : await startEmbeddedServer();
  const source = embedded
    ? embedded.source()
    : { apiKey: process.env.OPENAI_API_KEY, base_url: process.env.OPENAI_BASE_URL };
  console.log(
    embedded ? `Embedded server at ${embedded.baseUrl}: its answers are made up.` : 'These queries cost money.'
  );
  const code = readFileSync('dist/index.js', 'utf8');
  const service = () => hosts.loadService(code);
  try {
    if (own) {
      await runQuery(service(), source, own);
      return 0;
    }
    console.log('\n── Test connection');
    const { status, message } = await timed(service().testConnection(source));
    console.log(`   ${status}${message ? `: ${message}` : ''}`);
    if (status !== 'ok') return 1;
    for (const example of EXAMPLES)
      await runQuery(service(), source, embedded ? example : withCurrent(example, models));
    console.log('\nTo fill in the forms in a browser: npm run playground');
    return 0;
  } finally {
    await embedded?.stop();
  }
}

function chosenModels() {
  const options = Object.fromEntries(Object.keys(CURRENT).map((name) => [name, { type: 'string' }]));
  return parseArgs({ args: process.argv.slice(2), options }).values;
}

/** The example with a current model, unless it names one itself. */
function withCurrent(example, models) {
  const key = 'model_embedding' in example ? 'model_embedding' : 'model';
  const option = { chat: 'chat-model', image_generation: 'image-model', generate_embedding: 'embedding-model' }[
    example.operation
  ];
  const model = models[option] ?? CURRENT[option];
  if (model !== example[key]) console.log(`\n${example[key]} is replaced by ${model}.`);
  return { ...example, [key]: model };
}

function ownQuery(operation, args) {
  const form = Object.hasOwn(forms, operation) ? forms[operation] : undefined;
  if (!form) throw new Error(`There is no operation ${operation}. Choose one of: ${Object.keys(forms).join(', ')}.`);
  const options = Object.fromEntries(Object.keys(form).map((key) => [key, { type: 'string' }]));
  const unknown = args.find((arg) => arg.startsWith('--') && !Object.hasOwn(options, arg.slice(2).split('=')[0]));
  if (unknown) {
    throw new Error(`${operation} has no field ${unknown}. Its fields: ${Object.keys(form).join(', ')}.`);
  }
  const { values } = parseArgs({ args, options });
  return { operation, ...Object.fromEntries(Object.entries(values).map(([key, typed]) => [key, bound(key, typed)])) };
}

/** A whole {{…}} keeps its type in ToolJet; everything else is text. */
function bound(key, typed) {
  const [, json] = /^\{\{([\s\S]*)\}\}$/.exec(typed) ?? [];
  if (json === undefined) return typed;
  try {
    return JSON.parse(json);
  } catch {
    throw new Error(`--${key} holds {{…}} that is not JSON. Put texts and names in double quotes inside it.`);
  }
}

async function runQuery(service, source, options) {
  const form = forms[options.operation];
  console.log(`\n── ${names[options.operation]}`);
  for (const [key, value] of Object.entries(options)) {
    if (key !== 'operation') console.log(`   ${form[key].label}: ${shortened(value)}`);
  }
  const { data, metadata } = await timed(service.run(source, options));
  console.log(`   Result: ${shown(options.operation, data)}`);
  console.log(`   Metadata: ${shortened(metadata)}`);
}

/** Waits for a promise and shows for how long. */
async function timed(promise) {
  const started = performance.now();
  const line = () => `   … ${((performance.now() - started) / 1000).toFixed(1)} s`;
  const timer = process.stdout.isTTY ? setInterval(() => process.stdout.write(`\r${line()}`), 100) : undefined;
  try {
    return await promise;
  } finally {
    clearInterval(timer);
    console.log(`${timer ? '\r' : ''}${line()}`);
  }
}

function shown(operation, data) {
  const url = data?.data?.url;
  if (url?.startsWith('data:')) return savedImage(operation, url);
  return shortened(data);
}

function savedImage(operation, url) {
  const [, type, base64] = /^data:(.*?);base64,(.*)$/s.exec(url);
  const bytes = Buffer.from(base64, 'base64');
  const file = resolve('output', `${operation}.${type.split('/')[1]}`);
  mkdirSync('output', { recursive: true });
  writeFileSync(file, bytes);
  return `${relative('.', file)}, ${bytes.length} bytes, ${type}`;
}

/** JSON in which long texts and lists are cut. */
function shortened(value) {
  const short = (_key, member) => {
    if (typeof member === 'string' && member.length > 600)
      return `${member.slice(0, 600)}… (${member.length} characters)`;
    const long = Array.isArray(member) && member.length > 20 && member.every((item) => typeof item === 'number');
    return long ? [...member.slice(0, 10), `… ${member.length} numbers`] : member;
  };
  return JSON.stringify(value, short);
}
