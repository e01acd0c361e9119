import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import nock from 'nock';
import Openai from '../../lib';
import form from '../../operations.json';

/** The key of every test; it must never come out of the plugin. */
export const KEY = 'sk-proj-test-0123456789abcdef';

export const OPENAI = 'https://api.openai.com';

type Json = Record<string, unknown>;

/** Runs one query as ToolJet's server does. */
export const ask = (options: unknown, source: unknown = { apiKey: KEY }) => new Openai().run(source, options);

/** Runs a query in which every field of its form is filled; fails when one is forgotten. */
export function askWithEveryField(operation: keyof typeof form.properties, filled: object) {
  expect(Object.keys(filled)).toEqual(Object.keys(form.properties[operation]));
  return ask({ operation, ...filled });
}

/** Runs a query that must fail, and gives what ToolJet shows of the error. */
export async function askInVain(options: unknown, source?: unknown) {
  return ask(options, source).then(
    (result) => Promise.reject(new Error(`The query succeeded: ${JSON.stringify(result)}`)),
    shown
  );
}

/** What ToolJet shows of an error. */
export function shown(reason: unknown) {
  const error = reason as Error & { description: string; data: Json };
  return {
    name: error.constructor.name,
    message: error.message,
    description: error.description,
    data: error.data,
  };
}

/** The description of a query that must fail before anything is sent. */
export async function complaint(options: unknown, source?: unknown): Promise<string> {
  const { name, description, data } = await askInVain(options, source);
  expect({ name, kind: data['kind'], message: data['message'] }).toEqual({
    name: 'QueryError',
    kind: 'invalid_input',
    message: description,
  });
  return description;
}

/**
 * The outcome of a query that must end before so many milliseconds are over. Nothing here is about speed: of two timers that
 * are due, Node runs the earlier one first, so on a busy machine too a budget comes before what is later.
 */
export async function before<T>(milliseconds: number, query: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`The query goes on after ${milliseconds} ms`));
    }, milliseconds);
  });
  return Promise.race([query(), late]).finally(() => {
    clearTimeout(timer);
  });
}

/**
 * What a query gives when waits of a quarter of a second and more are over at once, while the clock goes on by as much, and
 * how long those below the budget's 300 s were, in milliseconds; to 50 of them, because a busy machine eats some before a wait
 * begins.
 */
export async function hurried<T>(query: () => Promise<T>): Promise<{ outcome: T; waits: number[] }> {
  const real = setTimeout;
  const now = performance.now.bind(performance);
  const waits: number[] = [];
  let skipped = 0;
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + skipped);
  const timers = jest.spyOn(globalThis, 'setTimeout').mockImplementation((then: () => void, milliseconds = 0) => {
    const isLong = milliseconds >= 250 && milliseconds < 100_000;
    if (!isLong) return real(then, milliseconds);
    waits.push(Math.round(milliseconds / 50) * 50);
    return real(() => {
      skipped += milliseconds;
      then();
    });
  });
  try {
    return { outcome: await query(), waits };
  } finally {
    timers.mockRestore();
    clock.mockRestore();
  }
}

/** A part of a multipart body; a file's value is base64. */
type Part = { filename?: string; type?: string; value: string };

/** A request's path and query, and its body, if it has one: what its JSON says, or the fields of a multipart one, whose parts come as they are too. */
type Sent = { uri: string; body: Json; parts: [string, Part][]; headers: Record<string, string> };

type Answer = { status?: number; reply?: unknown; headers?: Record<string, string> };

/** Answers requests to a path, POST unless it begins with another method, one after another; keeps what was sent. */
export function answering(target: string, answers: readonly Answer[], origin = OPENAI): readonly Sent[] {
  const [path = '', method = 'POST'] = target.split(' ').reverse();
  const sent: Sent[] = [];
  for (const { status = 200, reply, headers = {} } of answers) {
    const request = nock(origin).intercept(path, method);
    const hasQuery = method === 'GET' && !path.includes('?');
    (hasQuery ? request.query(true) : request).reply(function (uri, content) {
      const parts = typeof content === 'string' ? partsOf(content, this.req.headers['content-type'] ?? '') : [];
      const body = typeof content === 'string' ? fieldsOf(parts) : content;
      sent.push({ uri, body, parts, headers: this.req.headers });
      if (method === 'POST') record(origin, path, body, parts);
      return [status, reply as nock.Body, { 'content-type': 'application/json', 'x-request-id': 'req_1', ...headers }];
    });
  }
  return sent;
}

/** The parts of a multipart body under their names; none of a body that is none. */
function partsOf(body: string, contentType: string): [string, Part][] {
  const boundary = /boundary=(.*)$/.exec(contentType)?.[1] ?? '';
  const bytes = Buffer.from(body, /^[0-9a-f]+$/.test(body) ? 'hex' : 'utf8').toString('latin1');
  return bytes
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [head = '', ...rest] = part.slice(2, -2).split('\r\n\r\n');
      const value = rest.join('\r\n\r\n');
      const filename = /filename="(.*?)"/.exec(head)?.[1];
      const type = /content-type: (.*)/i.exec(head)?.[1];
      const name = /name="(.*?)"/.exec(head)?.[1] ?? '';
      return [name, filename ? { filename, type, value: Buffer.from(value, 'latin1').toString('base64') } : { value }];
    });
}

/** A line of the file of a batch. */
type Line = { custom_id: string; method: string; url: string; body: Json };

/** The lines of the file among the parts of an upload. */
export const linesIn = (parts: Sent['parts']): Line[] =>
  parts
    .filter(([name]) => name === 'file')
    .flatMap(([, { value }]) => Buffer.from(value, 'base64').toString().trim().split('\n'))
    .map((line) => JSON.parse(line) as Line);

/** The fields among the parts, numbers as numbers, and those of a list as one. */
function fieldsOf(parts: [string, Part][]): Json {
  const fields: Json = {};
  for (const [name, { filename, value }] of parts) {
    const list = name.replace(/\[\]$/, '');
    if (filename !== undefined) continue;
    if (list === name) fields[name] = /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    else fields[list] = [...((fields[list] ?? []) as string[]), value];
  }
  return fields;
}

/** Keeps requests to OpenAI for the check against its published schema, those within a file too, in the folder that CI names. */
function record(origin: string, path: string, body: Json, parts: Sent['parts'] = []): void {
  const folder = process.env['RECORD_REQUESTS'];
  if (!folder || origin !== OPENAI) return;
  if (path === '/v1/files') {
    for (const line of linesIn(parts)) record(origin, line.url, line.body);
    return;
  }
  mkdirSync(folder, { recursive: true });
  const name = `${process.pid}-${process.hrtime.bigint()}.json`;
  writeFileSync(join(folder, name), JSON.stringify({ path, body, test: expect.getState().currentTestName }));
}

/** A chat reply as OpenAI sends it; the parts a test is about are given. */
export const chatReply = (message: Json, rest: Json = {}, finish_reason = 'stop') => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1795300000,
  model: 'gpt-5.2-2025-12-11',
  choices: [{ index: 0, message: { role: 'assistant', refusal: null, ...message }, logprobs: null, finish_reason }],
  usage: {
    prompt_tokens: 12,
    completion_tokens: 20,
    total_tokens: 32,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 6 },
  },
  ...rest,
});

/** The error body that OpenAI sends. */
export const errorReply = (message: string, rest: Json = {}) => ({
  error: { message, type: 'invalid_request_error', param: null, code: null, ...rest },
});
