/*
 * openai-api-mock as a server: it stands in for an address within a process, so what is asked here is asked there. With the
 * argument `fixed` its answers are the same each time; then it gives one vector for any number of texts.
 */
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { mockOpenAIResponse } from 'openai-api-mock';

const ADDRESS = 'http://openai-api-mock.test/v1';
mockOpenAIResponse(true, { baseUrl: ADDRESS, useFixedResponses: process.argv[2] === 'fixed' });

createServer(async (request, response) => {
  const path = request.url.replace(/^\/v1/, '');
  const reply = await fetch(ADDRESS + path, {
    method: request.method,
    ...(request.method === 'POST' && { body: await buffer(request), headers: { 'content-type': 'application/json' } }),
  }).catch(() => new Response('Not Found', { status: 404 }));
  response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') });
  response.end(await reply.text());
}).listen();
