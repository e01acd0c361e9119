import OpenAI from 'openai';
import { type Route, transport } from './transport';

/**
 * The SDK's client, one for all queries, because making one takes as long as a request (npm run bench). It knows nothing of
 * any connection: address, headers and budget come with each request, in `fetchOptions.route`. What the SDK would read from
 * the server's own OPENAI_* variables is given or null (https://github.com/openai/openai-node).
 */
export const openai = new OpenAI({
  apiKey: 'each request brings its own',
  adminAPIKey: null,
  organization: null,
  project: null,
  webhookSecret: null,
  baseURL: 'https://each-request-brings-its-own.invalid',
  logLevel: 'off',
  maxRetries: 0,
  fetch: transport,
});

type BuildRequest = typeof openai.buildRequest;

/**
 * In place of the SDK's own builder, which would make address and headers of its own for each request, only for them to be
 * replaced: that took 0.1 ms, half of what the SDK costs (npm run bench). So nothing of the server's environment gets out.
 */
const buildRequest = ({ method, path, body, timeout, fetchOptions }: Parameters<BuildRequest>[0]) => {
  const { baseUrl, headers, exchange } = (fetchOptions as { route: Route }).route;
  const { origin, pathname, search } = baseUrl;
  const isJson = body !== undefined && !(body instanceof FormData);
  const req = {
    method,
    headers: isJson ? headers : withoutContentType(headers),
    body: isJson ? JSON.stringify(body) : body,
    exchange,
  };
  return Promise.resolve({ req, url: origin + pathname.replace(/\/$/, '') + path + search, timeout });
};

openai.buildRequest = buildRequest as unknown as BuildRequest;

/** For multipart bodies and for none, whose type, if any, fetch sets. */
function withoutContentType({ 'content-type': _, ...others }: Route['headers']): Route['headers'] {
  return others;
}
