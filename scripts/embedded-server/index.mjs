/*
 * A server on localhost that plays OpenAI: it knows the same models, refuses what they refuse, and makes its answers up. The
 * same question has the same answer each time, but for ids and dates.
 */
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { answerWithFault, faultHeader } from '../faults.mjs';
import { bodyOf } from './bodies.mjs';
import { refusal } from './replies.mjs';
import { roomsOf, routeTo } from './routes.mjs';

/** How long each stage of a batch takes, of three, and an answer in the background, in milliseconds. */
const STAGE = 4000;

/** Starts the server; gives its Base URL, the options of a data source that is it (with a fault on purpose) and how to stop it. */
export async function startEmbeddedServer({ stage = STAGE } = {}) {
  const answer = await answering(stage);
  const server = createServer((request, response) => {
    respond(request, response, answer).catch(() => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"The embedded server cannot read this request."}}');
    });
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  const base_url = `http://localhost:${server.address().port}/v1`;
  const source = (fault) => ({
    apiKey: 'no-key-needed',
    base_url,
    headers: fault ? [[faultHeader(fault), 'on']] : [],
  });
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { baseUrl: base_url, source, stop };
}

/** What answers a request, `path` being what follows /v1: with a status, a type, and a body. */
async function answering(stage) {
  const answer = async ({ method, path, ...request }) => {
    const route = routeTo(rooms, method, path);
    try {
      if (!route) throw refusal(404, `Invalid URL (${method} /v1${path})`);
      return { status: 200, type: 'application/json', ...(await route.handler({ ...request, ids: route.ids })) };
    } catch (error) {
      if (!error.reply) throw error;
      return { type: 'application/json', ...error.reply };
    }
  };
  const rooms = await roomsOf({ stage, run: (path, body) => answer({ method: 'POST', path, body }) });
  return answer;
}

async function respond(request, response, answer) {
  const { method, headers, url } = request;
  const [, path = '', query = ''] = /^\/v1(\/[^?]*)(?:\?(.*))?$/.exec(url) ?? [];
  if (await answerWithFault(request, response, path)) return;
  const bytes = await buffer(request);
  const body = await bodyOf(headers['content-type'], bytes);
  const reply = await answer({
    method,
    path,
    query: new URL(`?${query}`, 'http://localhost').searchParams,
    headers,
    bytes,
    body,
  });
  const isText = typeof reply.body === 'string' || Buffer.isBuffer(reply.body);
  response.writeHead(reply.status, { 'content-type': reply.type });
  response.end(isText ? reply.body : JSON.stringify(reply.body));
}
