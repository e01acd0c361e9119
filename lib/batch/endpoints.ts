import type OpenAI from 'openai';
import { toStreamingFile } from 'openai';
import type { Endpoint } from '../http/send';

const WEEK = 7 * 24 * 3600;

/** The file of a batch, of which OpenAI keeps a copy for a week. https://platform.openai.com/docs/api-reference/files/create */
export const UPLOAD: Endpoint<{ pieces: AsyncIterable<Buffer>; name: string }> = {
  method: 'POST',
  path: '/files',
  call: (client, { pieces, name }, options) =>
    client.files.create(
      {
        file: toStreamingFile(pieces, name, { type: 'application/jsonl' }),
        purpose: 'batch',
        expires_after: { anchor: 'created_at', seconds: WEEK },
      },
      options
    ),
};

/** https://platform.openai.com/docs/api-reference/batch/create */
export const CREATE: Endpoint<OpenAI.BatchCreateParams> = {
  method: 'POST',
  path: '/batches',
  call: (client, body, options) => client.batches.create(body, options),
};

/** https://platform.openai.com/docs/api-reference/batch/retrieve */
export const retrieve = (batch: string): Endpoint<undefined> => ({
  method: 'GET',
  path: `/batches/${batch}`,
  call: (client, _body, options) => client.batches.retrieve(batch, options),
});

/** https://platform.openai.com/docs/api-reference/batch/cancel */
export const cancel = (batch: string): Endpoint<undefined> => ({
  method: 'POST',
  path: `/batches/${batch}/cancel`,
  call: (client, _body, options) => client.batches.cancel(batch, options),
});

/** The newest first, from the one after `after` on. https://platform.openai.com/docs/api-reference/batch/list */
export const LIST: Endpoint<{ limit: number; after?: string }> = {
  method: 'GET',
  path: '/batches',
  call: (client, query, options) => client.batches.list(query, options),
};

/** A file of results, one in each line. https://platform.openai.com/docs/api-reference/files/retrieve-contents */
export const contentOf = (file: string): Endpoint<undefined> => ({
  method: 'GET',
  path: `/files/${file}/content`,
  call: (client, _body, options) => client.files.content(file, options),
});
