import { failureOf, invalid } from '../errors/failure';
import { id } from '../form/ids';
import { choice } from '../form/values';
import type { Server } from '../http/connection';
import type { Api, Plan } from '../http/plan';
import { polled } from '../http/poll';
import type { Endpoint, Reply } from '../http/send';
import { askResult } from '../responses/reply';
import { INCLUDE } from '../responses/tools';
import type { Answers } from '../types';

/** https://platform.openai.com/docs/api-reference/responses/get */
const retrieve = (response: string): Endpoint<undefined> => ({
  method: 'GET',
  path: `/responses/${response}`,
  call: (client, _body, options) => client.responses.retrieve(response, { include: [...INCLUDE] }, options),
});

/** https://platform.openai.com/docs/api-reference/responses/cancel */
const cancel = (response: string): Endpoint<undefined> => ({
  method: 'POST',
  path: `/responses/${response}/cancel`,
  call: (client, _body, options) => client.responses.cancel(response, options),
});

const MOST_MEGABYTES = 64;

/**
 * Fetches a response that was started in the background, waits for it, or cancels it; the result is like that of Ask.
 * https://platform.openai.com/docs/guides/background
 */
export function getResponse(answers: Answers<'get_response'>, server: Server): Plan {
  const response = id(answers.response_id, 'Response ID');
  if (response === undefined)
    throw invalid('Response ID is empty. Bind the response_id of a query, such as resp_abc123.');
  const isCancelled = choice(answers.response_action, 'Action', ['get', 'cancel']) === 'cancel';
  const waits = choice(answers.response_wait, 'Wait for it', ['no', 'yes']) === 'yes';
  const endpoint = isCancelled ? cancel(response) : retrieve(response);
  return {
    operation: 'Get response',
    endpoint,
    bodies: { length: 1, at: () => undefined },
    model: undefined,
    warnings: [],
    mostMegabytes: MOST_MEGABYTES,
    notFound:
      'Check Response ID: replies are kept 30 days, and not at all with store false, and belong to the project of the API key.',
    run: async (api) => {
      if (isCancelled) return cancelled(api, response, server);
      const get = () => api.send(retrieve(response), undefined);
      return askResult(waits ? await polled(get, isOver, api.secondsLeft) : await get(), server, []);
    },
  };
}

const isOver = ({ body }: Reply) => body['status'] !== 'queued' && body['status'] !== 'in_progress';

/** What is cancelled is no failure here; one that was finished already comes as it is, and so does one that goes on, with a warning. */
async function cancelled(api: Api, response: string, server: Server) {
  let refusal = '';
  const reply = await api.send(cancel(response), undefined).catch((error: unknown) => {
    const { status, message } = failureOf(error);
    if (status !== 400 && status !== 409) throw error;
    refusal = message;
    return api.send(retrieve(response), undefined);
  });
  const { status, id: response_id } = reply.body;
  const warnings = refusal && !isOver(reply) ? [`The response was not cancelled: ${refusal}`] : [];
  if (status !== 'cancelled') return askResult(reply, server, warnings);
  return { data: { content: null, sources: [], response_id, status }, metadata: reply.metadata([]) };
}
