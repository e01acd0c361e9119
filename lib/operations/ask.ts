import { adaptingSender, type Adaptation, leftOut, omit, withoutAdditional } from '../http/adapting';
import type { Server } from '../http/connection';
import type { Plan } from '../http/plan';
import type { Endpoint } from '../http/send';
import { membersOf } from '../json';
import { askResult } from '../responses/reply';
import { type AskRequest, askRequest } from '../responses/request';
import type { Answers } from '../types';

const CREATE: Endpoint<AskRequest['body']> = {
  method: 'POST',
  path: '/responses',
  call: (client, body, options) => client.responses.create(body, options),
};

/** Images that code drew come as base64 in the items of a reply. */
const MOST_MEGABYTES = 64;

/**
 * Answers a prompt with OpenAI's own tools: web search, search in documents, code, MCP servers. `data` is
 * `{ content, sources, response_id, status }`; in the background only the id and the status.
 * https://platform.openai.com/docs/api-reference/responses/create
 */
export function ask(answers: Answers<'ask'>, server: Server): Plan {
  const request = askRequest(answers, server);
  const { body, model, warnings, isBackground } = request;
  return {
    operation: 'Ask with web search and tools',
    endpoint: CREATE,
    bodies: [body],
    model: model.id,
    warnings,
    mostMegabytes: MOST_MEGABYTES,
    startsWork: isBackground,
    notOffered: "This server does not offer OpenAI's Responses API. The operation Chat works there.",
    run: async (api) => {
      const send = adaptingSender<AskRequest>((adapted) => api.send(CREATE, adapted.body), adaptations(request));
      const accepted = await send(request);
      return askResult(accepted.reply, server, accepted.request.warnings);
    },
  };
}

/** What may be left out, with its label and where it stands: in the body, or in a member of it. */
const OPTIONAL: readonly (readonly [label: string, name: string, parent?: 'reasoning' | 'text'])[] = [
  ['Temperature', 'temperature'],
  ['Reasoning effort', 'effort', 'reasoning'],
  ['Verbosity', 'verbosity', 'text'],
];

const adaptations = ({ model, additional }: AskRequest): Adaptation<AskRequest>[] => [
  ...OPTIONAL.map(([label, name, parent]): Adaptation<AskRequest> => ({
    parameters: parent ? [`${parent}.${name}`, name] : [name],
    isIn: ({ body }) => name in (parent ? membersOf(body[parent]) : body),
    adapt: (request) => ({
      ...request,
      body: parent
        ? { ...request.body, [parent]: omit(membersOf(request.body[parent]), name) }
        : omit(request.body, name),
      warnings: [...request.warnings, leftOut(label, model.id)],
    }),
  })),
  ...withoutAdditional<AskRequest>(additional, model.id, ['reasoning', 'include', 'conversation']),
];
