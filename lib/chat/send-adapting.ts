import { carriedFailure, type Failure } from '../errors/failure';
import type { Api } from '../http/plan';
import type { Endpoint, Reply } from '../http/send';
import type { Body, ChatForm, ChatRequest } from './request';
import { ownStopsWarning } from './stop';

/** https://platform.openai.com/docs/api-reference/chat/create */
export const CREATE_CHAT: Endpoint<Body> = {
  method: 'POST',
  path: '/chat/completions',
  call: (client, body, options) => client.chat.completions.create(body, options),
};

/** What can be done when the server does not take one of our parameters; `orUnknown`: or has never heard of it. */
type Adaptation = {
  readonly parameters: readonly string[];
  readonly adapt: (request: ChatRequest) => ChatRequest;
  readonly orUnknown?: boolean;
};

const without = (parameter: string, label: string): Adaptation => ({
  parameters: [parameter],
  adapt: (request) => ({
    ...request,
    body: omit(request.body, parameter),
    warnings: [...request.warnings, `${label} was left out, because ${request.body.model} refused it.`],
  }),
});

const withoutStop: Adaptation = {
  parameters: ['stop'],
  adapt: (request) => ({
    ...request,
    body: omit(request.body, 'stop'),
    ownStops: [
      ...request.ownStops,
      ...[request.body.stop].flat().filter((stop): stop is string => typeof stop === 'string'),
    ],
    warnings: [...new Set([...request.warnings, ownStopsWarning(request.body.model)])],
  }),
};

/** The token limit under its other name; the limit itself is never dropped. */
const otherLimit: Adaptation = {
  parameters: ['max_tokens', 'max_completion_tokens'],
  orUnknown: true,
  adapt: (request) => {
    const { max_tokens, max_completion_tokens, ...body } = request.body;
    const limit = max_tokens == null ? { max_tokens: max_completion_tokens } : { max_completion_tokens: max_tokens };
    return { ...request, body: { ...body, ...limit } };
  },
};

const omit = (body: Body, parameter: string): Body =>
  Object.fromEntries(Object.entries(body).filter(([key]) => key !== parameter)) as unknown as Body;

const OWN = [without('temperature', 'Temperature'), withoutStop, otherLimit];

/** A request that was accepted, perhaps adapted, beside its reply. */
export type Accepted = { readonly request: ChatRequest; readonly reply: Reply };

/**
 * What sends the chats of one query: after a refusal of one of our parameters again, adapted, at most once for each
 * adaptation. What one chat has learned holds for those after it; so where a refusal is to be expected, the first goes ahead.
 */
export function adaptingSender(api: Api, { model, additional }: ChatForm): (request: ChatRequest) => Promise<Accepted> {
  const all = [...OWN, ...additional.map((name) => without(name, `${name} (Additional parameters)`))];
  const uncertain = model.rules ? all.slice(OWN.length) : all;
  const learned = new Set<Adaptation>();
  const send = async (request: ChatRequest, left: readonly Adaptation[]): Promise<Accepted> => {
    try {
      return { request, reply: await api.send(CREATE_CHAT, request.body) };
    } catch (error) {
      const fitting = left.find((adaptation) => fits(adaptation, request.body, carriedFailure(error)));
      if (!fitting) throw error;
      learned.add(fitting);
      return send(
        fitting.adapt(request),
        left.filter((other) => other !== fitting)
      );
    }
  };
  let first: Promise<unknown> | undefined;
  return async (request) => {
    if (first && uncertain.some(({ parameters }) => parameters.some((name) => name in request.body))) await first;
    const adapted = [...learned].reduce((before, { adapt }) => adapt(before), request);
    const sent = send(
      adapted,
      all.filter((adaptation) => !learned.has(adaptation))
    );
    first ??= sent.catch(() => undefined);
    return sent;
  };
}

/** Whether the failure is the refusal of a parameter that the adaptation is about and that was sent. */
function fits({ parameters, orUnknown }: Adaptation, body: Body, failure: Failure | undefined): boolean {
  const sent = parameters.find((parameter) => parameter in body);
  if (!sent || failure?.status !== 400 || failure.kind !== 'unsupported_parameter') return false;
  if (failure.code === 'unknown_parameter' && !orUnknown) return false;
  return failure.param === undefined ? failure.message.includes(`'${sent}'`) : failure.param === sent;
}
