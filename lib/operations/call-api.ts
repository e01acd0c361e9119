import { invalid } from '../errors/failure';
import { pathBelow } from '../form/path';
import { queryParameters } from '../form/query';
import { checkHeld, choice, isBlank, quoted } from '../form/values';
import type { Server } from '../http/connection';
import { contentOf } from '../http/content';
import type { Plan } from '../http/plan';
import type { Endpoint } from '../http/send';
import { exactly, isObject } from '../json';
import type { Answers } from '../types';

type Body = object | undefined;

const VERBS = { GET: 'get', POST: 'post', DELETE: 'delete' } as const;

/** https://github.com/openai/openai-node#undocumented-endpoints */
const endpointAt = (place: Pick<Endpoint<Body>, 'method' | 'path' | 'query'>): Endpoint<Body> => ({
  ...place,
  accept: 'application/json, */*;q=0.9',
  call: (client, body, options) =>
    client[VERBS[place.method]](place.path, { ...options, query: place.query, ...(body && { body }) }),
});

/** As much as a reply of Chat; a longer file is too much for an app. */
const MOST_MEGABYTES = 64;

/**
 * Calls any endpoint with the connection of the data source: `data` is what its JSON says, its text, or a file as
 * `{ url, mime_type, size }`. https://platform.openai.com/docs/api-reference
 */
export function callApi(answers: Answers<'call_api'>, { baseUrl }: Server): Plan {
  const { path, warnings } = pathBelow(answers.path, baseUrl.pathname);
  const query = queryParameters(answers.query_parameters);
  const body = bodyIn(answers.body);
  const chosen = choice(answers.method, 'Method', ['auto', 'GET', 'POST', 'DELETE']) ?? 'auto';
  const method = chosen === 'auto' ? (body ? 'POST' : 'GET') : chosen;
  if (body && method !== 'POST')
    throw invalid(`Body goes with POST and not with ${method}. Clear Body, or change Method.`);
  const endpoint = endpointAt({ method, path, query });
  return {
    operation: 'Call the API',
    endpoint,
    bodies: { length: 1, at: () => body },
    model: undefined,
    warnings,
    mostMegabytes: MOST_MEGABYTES,
    startsWork: method === 'POST',
    mayTellOfFailure: true,
    notFound: 'Check Path, Method and Base URL, and the ids in Path, which belong to the project of the API key.',
    run: async (api) => {
      const reply = await api.fetch(endpoint, body);
      const content = contentOf(reply);
      return {
        data: content.data,
        metadata: { status: reply.status, ...reply.metadata([...warnings, ...content.warnings], content.data) },
        // Nothing is put beside what the API said.
        ...(isObject(content.data) && { full: content.data }),
      };
    },
  };
}

/** A JSON object or array, or the text of one; undefined when blank. */
function bodyIn(answer: unknown): Body {
  if (isBlank(answer)) return undefined;
  checkHeld(answer, 'Body');
  const { value, paths } = typeof answer === 'string' ? exactly(answer) : { value: answer, paths: [] };
  if (typeof value !== 'object' || value === null) {
    throw invalid(`Body must be a JSON object or array, or the text of one, not ${quoted(answer)}.`);
  }
  if (paths.length > 0) {
    throw invalid(
      `Body: the integer at ${paths[0] as string} is too long for a number. Put it in quotes if the API takes text there.`
    );
  }
  if (isObject(value) && value['stream'] === true) {
    throw invalid('Body must not hold stream: replies are not streamed to an app.');
  }
  return value;
}
