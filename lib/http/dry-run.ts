import { isObject, type JsonObject, wellFormed } from '../json';
import type { Result } from '../types';
import type { Plan } from './plan';

/**
 * What Dry run gives in place of sending: `{ method, path, query, body, requests }`, the first request of so many, and for a batch
 * `parts`; `body` is undefined when there is none, and `query` is there where a user can set it. Throws what is wrong with that
 * first body.
 */
export async function dryRun({ endpoint, bodies, model, warnings, parts }: Plan): Promise<Result> {
  const { method, path, query } = endpoint;
  const body = bodies.at(0);
  return {
    data: {
      method,
      path,
      ...(query && { query }),
      body: body && shortened(body),
      requests: bodies.length,
      ...(parts && { parts: await parts() }),
    },
    metadata: { ...(model !== undefined && { model }), warnings },
  };
}

const BASE64 = /^data:[^,]{0,100};base64,/;
/** Base64 up to this many characters is shown whole, of longer one the first so many. */
const LONGEST_BASE64 = 200;
const START_OF_BASE64 = 40;

/** What an MCP server is called with; it may be a key. */
const SECRET = ['authorization', 'headers'];
const isSecretHolder = ({ type }: JsonObject) => type === 'mcp';
const hidden = (value: unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, '***'])) : '***';

/** The same JSON as it is sent, with long base64 cut to its start and length, and files as their type and size. */
function shortened(value: unknown): unknown {
  if (value instanceof Blob) return `${value.type}, ${value.size} bytes`;
  if (Array.isArray(value)) return value.map(shortened);
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        wellFormed(key),
        SECRET.includes(key) && isSecretHolder(value) ? hidden(member) : shortened(member),
      ])
    );
  }
  if (typeof value !== 'string') return value;
  const isLong = value.length > LONGEST_BASE64 && BASE64.test(value);
  return isLong ? `${value.slice(0, START_OF_BASE64)}… (${value.length} characters)` : wellFormed(value);
}
