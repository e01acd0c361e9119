/*
 * Faults on purpose: a request to the embedded server that carries the header of a fault is answered as OpenAI, or a bad
 * network, would answer it. The fault is in the header's name because the plugin hides header values in its messages.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** How long the slow fault keeps a query waiting, in milliseconds. */
const SLOWNESS = 4000;

const json = (response, status, body, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  return true;
};

const refuse = (response, status, message, rest, headers) =>
  json(
    response,
    status,
    { error: { message, type: 'invalid_request_error', param: null, code: null, ...rest } },
    headers
  );

const chatReply = (message, finish_reason) => ({
  id: 'chatcmpl-fault',
  object: 'chat.completion',
  created: Math.floor(Date.now() / 1000),
  model: 'embedded-server',
  choices: [{ index: 0, message: { role: 'assistant', content: null, refusal: null, ...message }, finish_reason }],
  usage: { prompt_tokens: 12, completion_tokens: 16, total_tokens: 28 },
});

/** Each answers, and gives true, or leaves the request to the server. */
const FAULTS = {
  wrong_key: {
    name: 'Wrong key',
    answer: (response) =>
      refuse(response, 401, 'Incorrect API key provided: no-ke***eded.', { code: 'invalid_api_key' }),
  },
  quota: {
    name: 'Quota used up',
    answer: (response) =>
      refuse(response, 429, 'You exceeded your current quota, please check your plan and billing details.', {
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      }),
  },
  rate_limit: {
    name: 'Rate limit',
    answer: (response) =>
      refuse(
        response,
        429,
        'Rate limit reached for requests per minute (RPM): Limit 3, Used 3, Requested 1.',
        { type: 'requests', code: 'rate_limit_exceeded' },
        { 'retry-after': '1' }
      ),
  },
  slow: {
    name: `Slow (${SLOWNESS / 1000} seconds)`,
    answer: async () => {
      await sleep(SLOWNESS);
      return false;
    },
  },
  broken_json: {
    name: 'Broken JSON',
    answer: (response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"chatcmpl-fault","choices":[{"mess');
      return true;
    },
  },
  refusal: {
    name: 'Refusal (chat, images)',
    answer: (response, path) => {
      if (path.startsWith('/chat')) {
        return json(response, 200, chatReply({ refusal: 'I’m sorry, I can’t help with that.' }, 'stop'));
      }
      const text = 'Your request was rejected by the safety system.';
      return path.startsWith('/images') && refuse(response, 400, text, { code: 'moderation_blocked' });
    },
  },
  cut_reply: {
    name: 'Reply cut at the token limit (chat)',
    answer: (response, path) =>
      path.startsWith('/chat') &&
      json(response, 200, chatReply({ content: '(made up) This reply ends in the middle of a' }, 'length')),
  },
  lost_connection: {
    name: 'Connection lost during the reply',
    answer: (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"id":"chatcmpl-fault",', () => response.destroy());
      return true;
    },
  },
};

/** Id and name of every fault. */
export const faults = Object.entries(FAULTS).map(([id, { name }]) => ({ id, name }));

/** The header that asks for a fault. */
export const faultHeader = (id) => `x-fault-${id.replaceAll('_', '-')}`;

/** Answers a request with the fault that it asks for, if any, before all else. */
export async function answerWithFault(request, response, path) {
  const id = Object.keys(FAULTS).find((name) => faultHeader(name) in request.headers);
  return id !== undefined && FAULTS[id].answer(response, path);
}
