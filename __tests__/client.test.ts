import type { Uploadable } from 'openai/uploads';
import { testBudget } from '../lib/http/budget';
import { clientFor } from '../lib/http/client';
import { connect } from '../lib/http/connection';
import { namedFile } from '../lib/http/multipart';
import { deliver } from '../lib/http/retry';
import { KEY } from './support/openai';
import type { Script } from './support/scripted-server.cjs';
import { serving } from './support/server';

/** The SDK's client as a query has it, against a server of one's own; for what no operation needs so far. */
async function clientAgainst(script: Script<unknown>) {
  const { source, requests } = await serving(script);
  const connection = connect(source, (value) => value, testBudget(source));
  const route = { connection, shutdownNews: undefined, mostMegabytes: 1 };
  return { client: clientFor(connection, (url, init) => deliver(url, init, route)), requests };
}

describe('Through the SDK’s client come', () => {
  test('the query and the headers of a request', async () => {
    const { client, requests } = await clientAgainst({ body: { data: [], has_more: false } });
    await client.batches.list({ limit: 2, after: 'batch_1' }, { headers: { 'X-Team': 'blue' } });
    expect(requests).toMatchObject([
      {
        method: 'GET',
        path: '/v1/batches?limit=2&after=batch_1',
        headers: { 'x-team': 'blue', 'authorization': `Bearer ${KEY}` },
      },
    ]);
    expect(requests[0]?.headers).not.toHaveProperty('content-type');
  });

  test('files, under their names', async () => {
    const { client, requests } = await clientAgainst({ body: { id: 'file-1' } });
    const file = namedFile(Buffer.from('{}').toString('base64'), 'application/jsonl', 'part-1');
    const sent = await client.files.create({ file: file as Uploadable, purpose: 'batch' });
    expect(sent.id).toBe('file-1');
    expect(requests[0]?.body).toContain('name="purpose"\r\n\r\nbatch\r\n');
    expect(requests[0]?.body).toContain(
      'name="file"; filename="part-1.jsonl"\r\nContent-Type: application/jsonl\r\n\r\n{}\r\n'
    );
  });

  test('the bytes of a reply as they are', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const { client } = await clientAgainst({ body: bytes, headers: { 'content-type': 'audio/mpeg' } });
    const response = await client.files.content('file-1');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.get('content-type')).toBe('audio/mpeg');
  });

  test('JSON and text', async () => {
    const { client } = await clientAgainst([
      { body: { id: 'gpt-9' } },
      { body: 'WEBVTT', headers: { 'content-type': 'text/vtt' } },
    ]);
    expect(await client.models.retrieve('gpt-9')).toEqual({ id: 'gpt-9' });
    const file = namedFile(Buffer.from('x').toString('base64'), 'audio/wav', 'speech') as Uploadable;
    expect(await client.audio.transcriptions.create({ file, model: 'whisper-1', response_format: 'vtt' })).toBe(
      'WEBVTT'
    );
  });

  test('errors, once', async () => {
    const { client, requests } = await clientAgainst({ status: 401, body: { error: { message: 'No.' } } });
    await expect(client.models.list()).rejects.toMatchObject({ cause: { failure: { kind: 'authentication' } } });
    expect(requests).toHaveLength(1);
  });
});
