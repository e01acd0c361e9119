import OpenAI from 'openai';
import type { Connection } from './connection';

/** What the SDK would tell of itself and of the machine it runs on, which is nobody's business. */
const NOT_SENT = Object.fromEntries(
  ['Lang', 'Package-Version', 'OS', 'Arch', 'Runtime', 'Runtime-Version', 'Retry-Count', 'Timeout'].map((name) => [
    `X-Stainless-${name}`,
    null,
  ])
);

/** The SDK refuses a blank key; the header it would make of this one is not sent. */
const NO_KEY = 'no key';

/** What the SDK calls to send a request. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * The SDK's client for one query; `fetch` sends. It makes each request once: retries are the plugin's, because the SDK repeats
 * quota errors and timeouts too and knows no deadline for a whole query. https://github.com/openai/openai-node
 */
export const clientFor = ({ baseUrl, key, organization, project, headers }: Connection, fetch: Fetch): OpenAI =>
  withoutCustomHeaders(
    () =>
      new OpenAI({
        apiKey: key ?? NO_KEY,
        adminAPIKey: null,
        webhookSecret: null,
        organization: organization ?? null,
        project: project ?? null,
        baseURL: baseUrl.href,
        defaultHeaders: {
          ...NOT_SENT,
          'User-Agent': 'tooljet-marketplace-openai',
          ...(key === undefined && { Authorization: null }),
          ...headers,
        },
        maxRetries: 0,
        logLevel: 'off',
        // With the class beside it, the SDK need not fetch something to learn it before it sends files.
        fetch: Object.assign(fetch, { Response }) as unknown as typeof globalThis.fetch,
      })
  );

/**
 * Makes the client out of sight of the server's OPENAI_CUSTOM_HEADERS, the one variable of the SDK that no option overrides;
 * it may even be malformed.
 */
function withoutCustomHeaders(make: () => OpenAI): OpenAI {
  const custom = process.env['OPENAI_CUSTOM_HEADERS'];
  if (custom === undefined) return make();
  delete process.env['OPENAI_CUSTOM_HEADERS'];
  try {
    return make();
  } finally {
    process.env['OPENAI_CUSTOM_HEADERS'] = custom;
  }
}
