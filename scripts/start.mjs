/*
 * Runs queries through the built bundle, loaded as ToolJet's newest server loads it.
 *   node scripts/start.mjs                                    Test connection and the documentation page's three examples
 *   node scripts/start.mjs <operation> --<field key> <value>  one query of one's own
 *   node scripts/start.mjs [<operation>] --help               the operations, or the fields of one
 * Without OPENAI_API_KEY and OPENAI_BASE_URL an embedded server answers; its answers are made up.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedServer } from './embedded-server/index.mjs';
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

const USAGE = `Usage:
  npm start                                        Test connection and the documentation page's three examples
  npm start -- <operation> --<field> <value> …     one query of your own
  npm start -- <operation> --help                  what each of its fields takes

A value that is {{…}} as a whole is read as JSON, as ToolJet keeps the type of a bound value: --input '{{["one","two"]}}'
With OPENAI_API_KEY or OPENAI_BASE_URL set, queries go there, and OpenAI's cost money; without, to an embedded server.
For the examples at a server of your own or OpenAI's: --chat-model ID, --image-model ID, --embedding-model ID

Operations and their fields:`;

// Nobody reads on, as with `| head`.
process.stdout.on('error', () => process.exit());

const args = process.argv.slice(2);
const operation = args[0]?.startsWith('-') || args[0] === 'help' ? undefined : args[0];
process.exitCode = await (isHelp(args) ? showHelp() : main()).catch((error) => {
  console.error(`\n${complaint(error)}`);
  return 1;
});

function isHelp(typed) {
  return typed[0] === 'help' || typed.includes('--help') || typed.includes('-h');
}

/** Help on all operations, or in full on the one that is named. */
async function showHelp() {
  console.log(operation ? operationHelp(operation) : [USAGE, ...Object.keys(forms).map(overview)].join('\n'));
  return 0;
}

function overview(id) {
  const fields = Object.values(formOf(id)).map(({ key, label }) => `    --${key.padEnd(34)} ${label}`);
  return [`  ${id} (${names[id]})`, ...fields].join('\n');
}

function operationHelp(id) {
  const fields = Object.values(formOf(id)).map(fieldHelp);
  return [`npm start -- ${id} --<field> <value> …     ${names[id]}`, ...fields].join('\n\n');
}

function fieldHelp({ key, label, tooltip, placeholder, list }) {
  const values = list?.map(({ value }) => value || "''").join(', ');
  return [
    `--${key}   ${label}`,
    `    ${tooltip}`,
    ...(values ? [`    One of: ${values}`] : []),
    ...(placeholder ? [`    Placeholder: ${placeholder}`] : []),
  ].join('\n');
}

/** What is wrong, after the option it is about: the plugin's sentence begins with the label of a field. */
function complaint({ description, message }) {
  const text = description ?? message;
  const [field] = Object.values(forms[operation] ?? {})
    .filter(({ label }) => description?.startsWith(label))
    .sort((one, other) => other.label.length - one.label.length);
  return field ? `--${field.key}: ${text}` : text;
}

async function main() {
  const own = operation ? ownQuery(args.slice(1)) : undefined;
  const models = own ? {} : chosenModels();
  const embedded = process.env.OPENAI_API_KEY || process.env.OPENAI_BASE_URL ? undefined : await startEmbeddedServer();
  const source = embedded
    ? embedded.source()
    : { apiKey: process.env.OPENAI_API_KEY, base_url: process.env.OPENAI_BASE_URL };
  console.log(
    embedded
      ? `Embedded server at ${embedded.baseUrl}: its answers are made up.`
      : `Queries go to ${source.base_url ? 'OPENAI_BASE_URL' : 'OpenAI'} and may cost money.`
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
  return parseArgs({ args, options }).values;
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

function formOf(id) {
  if (Object.hasOwn(forms, id)) return forms[id];
  throw new Error(`There is no operation ${id}. Choose one of: ${Object.keys(forms).join(', ')}.`);
}

function ownQuery(typed) {
  const form = formOf(operation);
  const options = Object.fromEntries(Object.keys(form).map((key) => [key, { type: 'string' }]));
  const unknown = typed.find((arg) => arg.startsWith('--') && !Object.hasOwn(options, arg.slice(2).split('=')[0]));
  if (unknown) {
    throw new Error(`${operation} has no field ${unknown}. Its fields: ${Object.keys(form).join(', ')}.`);
  }
  const { values, positionals } = parseArgs({ args: typed, options, allowPositionals: true, strict: false });
  const [stray] = positionals;
  if (stray !== undefined) throw new Error(`Which field is ${JSON.stringify(stray)} for? Write --<field> before it.`);
  const [bare] = Object.entries(values).filter(([, value]) => value === true);
  if (bare) throw new Error(`--${bare[0]} needs a value after it.`);
  return { operation, ...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, bound(key, value)])) };
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

/** The result, its images saved as files. */
function shown(id, data) {
  const urls = (data?.data?.images ?? []).map(({ url }) => url).filter((url) => url.startsWith('data:'));
  if (urls.length === 0) return shortened(data);
  return urls.map((url, index) => savedImage(urls.length > 1 ? `${id}-${index + 1}` : id, url)).join('\n           ');
}

function savedImage(name, url) {
  const [, type, base64] = /^data:(.*?);base64,(.*)$/s.exec(url);
  const bytes = Buffer.from(base64, 'base64');
  const file = join('output', `${name}.${type.split('/')[1]}`);
  mkdirSync('output', { recursive: true });
  writeFileSync(file, bytes);
  return `${file}, ${bytes.length} bytes, ${type}`;
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
