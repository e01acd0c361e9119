import OpenAI from 'openai';
import { SDK_ADDRESS, transport } from './transport';

/**
 * The SDK's client, one for all queries, because making one takes as long as a request (npm run bench). It knows nothing of
 * any connection: address, headers and budget come with each request, see `transport`. What the SDK would read from the
 * server's own OPENAI_* variables is given or null (https://github.com/openai/openai-node).
 */
export const openai = new OpenAI({
  apiKey: 'the transport sends the real one',
  adminAPIKey: null,
  organization: null,
  project: null,
  webhookSecret: null,
  baseURL: SDK_ADDRESS,
  logLevel: 'off',
  maxRetries: 0,
  fetch: transport,
});
