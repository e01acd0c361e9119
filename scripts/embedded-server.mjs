/*
 * An OpenAI-compatible server on localhost whose answers are made up: aimock for chat; images and embeddings are computed
 * here, because aimock knows no number and size of images, no dimensions and no base64.
 */
import { createHash } from 'node:crypto';
import { buffer, json } from 'node:stream/consumers';
import { crc32, deflateSync } from 'node:zlib';
import { LLMock } from '@copilotkit/aimock';
import fake from './fake-batches.cjs';
import { answerWithFault, faultHeader } from './faults.mjs';

const { fakeBatches } = fake;

/** The reply to the prompt of the documentation page's example. */
const EXAMPLE_REPLY =
  'Machine learning is the part of artificial intelligence in which a program learns from data instead of being given rules. Its key principles are: 1. Learning from data. 2. Generalisation to cases never seen before.';

/** Starts the server; gives its Base URL, the options of a data source that is it (with a fault on purpose) and how to stop it. */
export async function startEmbeddedServer() {
  const server = new LLMock({ port: 0, host: 'localhost', logLevel: 'silent' });
  server.onMessage(/key principles of machine learning/, { content: EXAMPLE_REPLY });
  server.onMessage(/.*/s, ({ messages, response_format: format }) => ({ content: reply(lastText(messages), format) }));
  server.mount('/v1', { handleRequest: answerWithFault });
  server.mount('/v1/images', { handleRequest: images });
  server.mount('/v1/embeddings', { handleRequest: embeddings });
  server.mount('/v1/vector_stores', { handleRequest: searchResults });
  server.mount('/v1/moderations', { handleRequest: moderations });
  server.mount('/v1/audio', { handleRequest: transcripts });
  server.mount('/v1/decisions', { handleRequest: decisions });
  server.mount('/v1/responses', { handleRequest: responses });
  const batches = fakeBatches({
    run: (url, body) => runAt(`http://localhost:${server.port}${url}`, body),
    step: STAGE,
  });
  for (const path of ['/v1/files', '/v1/batches']) server.mount(path, { handleRequest: throughFake(batches) });
  server.mount('/v1/models', { handleRequest: models });
  await server.start();
  const base_url = `http://localhost:${server.port}/v1`;
  const source = (fault) => ({
    apiKey: 'no-key-needed',
    base_url,
    headers: fault ? [[faultHeader(fault), 'on']] : [],
  });
  return { baseUrl: base_url, source, stop: () => server.stop() };
}

/** How long each stage of a batch takes, of three, in milliseconds. */
const STAGE = 4000;

/** The answer of the server itself to a request of a batch. */
async function runAt(url, body) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

const throughFake = (batches) => async (request, response) => {
  const { method, headers, url } = request;
  const bytes = await buffer(request);
  const isJson = headers['content-type'] === 'application/json' && bytes.length > 0;
  const path = url.startsWith('/v1') ? url : `/v1${url}`;
  const body = isJson ? JSON.parse(bytes) : bytes.toString('latin1');
  const reply = await batches.handle({ method, headers, path, body });
  if (!reply) return false;
  const type = { 'content-type': 'application/json', ...reply.headers };
  response.writeHead(reply.status ?? 200, type);
  response.end(Buffer.isBuffer(reply.body) ? reply.body : JSON.stringify(reply.body));
  return true;
};

/** Text, or JSON of the form that was asked for. */
function reply(said, format = { type: 'text' }) {
  if (format.type === 'json_object') return JSON.stringify({ made_up: true, you_said: said });
  if (format.type === 'json_schema') return JSON.stringify(sample(format.json_schema.schema));
  return `(made up) You said: ${said}`;
}

/** A value that a simple JSON schema allows. */
function sample({ type, properties = {}, items, enum: choices }) {
  if (choices) return choices[0];
  const [kind] = [type].flat();
  if (kind === 'array') return [sample(items)];
  if (kind === 'object')
    return Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, sample(schema)]));
  return { number: 1.5, integer: 1, boolean: true }[kind] ?? 'made up';
}

function lastText(messages) {
  const { content } = messages.at(-1);
  return typeof content === 'string' ? content : content.map(({ type, text }) => text ?? `[${type}]`).join(' ');
}

/** As many pictures as asked for, in the size asked for; always PNG, whatever Output format says. */
async function images(request, response) {
  const { n = 1, size = 'auto' } = await fields(request);
  const [width, height] = /^(\d{2,4})x(\d{2,4})$/.exec(size)?.slice(1).map(Number) ?? [1024, 1024];
  const b64_json = picture(width, height).toString('base64');
  const data = Array.from({ length: Number(n) }, () => ({ b64_json }));
  return answer(response, { data, output_format: 'png', size: `${width}x${height}` });
}

/** The fields of a JSON body or of a multipart one. */
async function fields(request) {
  const type = request.headers['content-type'];
  if (type.startsWith('application/json')) return json(request);
  return Object.fromEntries(
    await new Response(await buffer(request), { headers: { 'content-type': type } }).formData()
  );
}

const answer = (response, body) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  return true;
};

const refusal = (response, status, message) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message } }));
  return true;
};

async function embeddings(request, response) {
  const {
    model,
    input,
    encoding_format,
    dimensions = model === 'text-embedding-3-large' ? 3072 : 1536,
  } = await json(request);
  const texts = [input].flat();
  const data = texts.map((text, index) => {
    const vector = vectorOf(text, dimensions);
    const embedding = encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
    return { object: 'embedding', index, embedding };
  });
  const tokens = texts.join(' ').split(/\s+/).length;
  return answer(response, { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } });
}

/** Models as the API lists them, one of them with the day on which it is shut down. */
const MODELS = [
  ['gpt-6-luna', 1_788_825_600],
  ['gpt-5.2', 1_765_411_200],
  ['gpt-4o', 1_715_367_049, '2027-01-14'],
  ['gpt-image-2', 1_776_211_200],
  ['text-embedding-3-small', 1_705_948_997],
].map(([id, created, shutdown_date = null]) => ({ id, object: 'model', created, owned_by: 'system', shutdown_date }));

/** The list of models, or the one whose id follows in the path. */
function models(request, response) {
  const [, id] = request.url.split('?')[0].split('/models/');
  const one = MODELS.find((model) => model.id === id);
  if (id && !one) return refusal(response, 404, `The model '${id}' does not exist.`);
  return answer(response, one ?? { object: 'list', data: MODELS });
}

/** Responses that were started in the background, by their ids; each is done a moment later. */
const started = new Map();
const MOMENT = 4000;

/** An answer with made-up sources; in the background at first only that it goes on. */
async function responses(request, response) {
  const [, id, action] = request.url.split('?')[0].match(/\/responses\/([\w-]+)(?:\/(\w+))?$/) ?? [];
  if (id) return fetchResponse(response, id, action);
  const { model, input, text = {}, tools = [], background = false } = await json(request);
  const said = typeof input === 'string' ? input : lastText(input);
  const { format = { type: 'text' } } = text;
  const content = reply(said, format.type === 'json_schema' ? { type: format.type, json_schema: format } : format);
  const hasSearch = tools.some(({ type }) => type === 'web_search');
  const whole = {
    id: `resp_${started.size + 1}_${Date.now()}`,
    object: 'response',
    status: 'completed',
    model,
    text,
    output: [
      ...(hasSearch ? [SEARCH] : []),
      {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: content, annotations: hasSearch ? [CITATION] : [] }],
      },
    ],
    usage: { input_tokens: 12, output_tokens: 20, total_tokens: 32 },
  };
  if (!background) return answer(response, whole);
  started.set(whole.id, { whole, doneAt: Date.now() + MOMENT });
  return answer(response, { ...whole, status: 'queued', output: [], usage: null });
}

function fetchResponse(response, id, action) {
  const one = started.get(id);
  if (!one) return refusal(response, 404, `Response with id '${id}' not found.`);
  const isDone = Date.now() >= one.doneAt;
  if (action === 'cancel' && !isDone)
    Object.assign(one, { doneAt: 0, whole: { ...one.whole, status: 'cancelled', output: [] } });
  return answer(response, isDone || action ? one.whole : { ...one.whole, status: 'in_progress', output: [] });
}

const SEARCH = {
  id: 'ws_1',
  type: 'web_search_call',
  status: 'completed',
  action: { type: 'search', queries: ['made up'], sources: [{ type: 'url', url: 'https://example.com/another' }] },
};
const CITATION = {
  type: 'url_citation',
  url: 'https://example.com/?utm_source=openai',
  title: 'An example',
  start_index: 0,
  end_index: 9,
};

/** Passages of made-up documents that have words in common with the query, the best first; whatever the filters say. */
async function searchResults(request, response) {
  const { query, max_num_results = 10, ranking_options = {} } = await json(request);
  const target = vectorOf(query, 256);
  const data = DOCUMENTS.map((text, index) => ({
    file_id: `file-${index + 1}`,
    filename: `document-${index + 1}.md`,
    score: Math.max(
      0,
      vectorOf(text, 256).reduce((sum, number, at) => sum + number * target[at], 0)
    ),
    attributes: { page: index + 1 },
    content: [{ type: 'text', text }],
  }));
  const found = data.filter(({ score }) => score >= (ranking_options.score_threshold ?? 0));
  found.sort((a, b) => b.score - a.score);
  return answer(response, {
    object: 'vector_store.search_results.page',
    search_query: [query],
    data: found.slice(0, max_num_results),
    has_more: false,
    next_page: null,
  });
}

/** The first choice or level of each question, and yes; whatever the input says. */
async function decisions(request, response) {
  const { model, questions } = await json(request);
  const shares = (parts, key) =>
    parts.map((part, index) => ({ [key]: part[key], probability: index === 0 ? 0.8 : 0.2 / (parts.length - 1) }));
  const answers = questions.map(({ type, name = null, choices = [], levels = [] }) => {
    if (type === 'choice')
      return { type, name, choice: choices[0].value, confidence: 0.8, probabilities: shares(choices, 'value') };
    if (type === 'score') return { type, name, score: 0.2, confidence: 0.8, probabilities: shares(levels, 'label') };
    return { type, name, probability: 0.9 };
  });
  return answer(response, { model, answers, usage: { input_tokens: 50, output_tokens: 0, total_tokens: 50 } });
}

/** A made-up transcript in the format asked for, whatever the audio holds. */
async function transcripts(request, response) {
  const { file, response_format = 'json' } = await fields(request);
  const text = `(made up) What is said in ${file.name}.`;
  const segments = [{ start: 0, end: 2.5, text, speaker: 'A' }];
  const timed = {
    srt: `1\n00:00:00,000 --> 00:00:02,500\n${text}\n`,
    vtt: `WEBVTT\n\n00:00.000 --> 00:02.500\n${text}\n`,
  };
  if (timed[response_format]) {
    response.writeHead(200, { 'content-type': 'text/plain' }).end(timed[response_format]);
    return true;
  }
  const usage = { type: 'tokens', input_tokens: 25, output_tokens: 10, total_tokens: 35 };
  return answer(response, response_format === 'json' ? { text, usage } : { text, duration: 2.5, segments, usage });
}

/** One verdict for each text: words that hurt are harassment; whatever a picture shows. */
async function moderations(request, response) {
  const { model, input } = await json(request);
  const texts = typeof input === 'string' || input.some(({ type }) => type) ? [JSON.stringify(input)] : input;
  const results = texts.map((text) => {
    const harassment = /\b(hate|idiots?|stupid|nobody wants)\b/i.test(text) ? 0.9 : 0.01;
    return {
      flagged: harassment > 0.5,
      categories: { harassment: harassment > 0.5, violence: false },
      category_scores: { harassment, violence: 0.01 },
    };
  });
  return answer(response, { id: 'modr-1', model, results });
}

const DOCUMENTS = [
  'To reset your password, open Settings and choose Change password.',
  'Orders are shipped within two working days.',
  'You can return an order within 30 days.',
  'Delete your account in Settings; your orders stay on record.',
];

/** A unit vector that depends on the words of a text, so that texts with words in common are similar. */
function vectorOf(text, dimensions) {
  const vector = new Float32Array(dimensions);
  for (const word of text.toLowerCase().split(/\W+/).filter(Boolean)) {
    const seed = createHash('sha256').update(word).digest();
    for (let i = 0; i < dimensions; i += 1) vector[i] += Math.sin(seed.readUInt32LE((i % 8) * 4) + i);
  }
  const norm = Math.hypot(...vector) || 1;
  return vector.map((number) => number / norm);
}

/** A PNG of so many pixels: an evening sky over a row of towers. */
function picture(width, height) {
  const row = (y) => {
    const pixels = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x += 1) {
      const tower = y > height * (0.55 + 0.25 * Math.sin(Math.floor((x * 16) / width) * 2.4));
      const light = tower && x % 24 < 6 && y % 32 < 8;
      pixels.set(
        light ? [255, 214, 120] : tower ? [24, 26, 48] : [40 + (y * 180) / height, 40, 110 - (y * 40) / height],
        1 + x * 3
      );
    }
    return pixels;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const data = deflateSync(Buffer.concat(Array.from({ length: height }, (_, y) => row(y))));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
