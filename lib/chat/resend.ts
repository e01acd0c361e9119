import type { Connection } from '../http/connection';
import { carriedFailure, type Failure } from '../errors/failure';
import { type Reply, send } from '../http/reply';
import { type Body, cutWarning, type Request } from './request';

/** What can be done when the server does not take one of our parameters; `orUnknown`: or has never heard of it. */
type Adaptation = {
  readonly parameters: readonly string[];
  readonly adapt: (request: Request) => Request;
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
    cutAt: [...request.cutAt, ...[request.body.stop].flat().filter((stop) => typeof stop === 'string')],
    warnings: [...new Set([...request.warnings, cutWarning(request.body.model)])],
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

const adaptationsOf = ({ additional }: Request): readonly Adaptation[] => [
  without('temperature', 'Temperature'),
  withoutStop,
  otherLimit,
  ...additional.map((parameter) => without(parameter, `${parameter} (Additional parameters)`)),
];

/** Sends the request; after a refusal of one of our parameters again, adapted, at most once for each adaptation. */
export async function converse(
  connection: Connection,
  request: Request,
  adaptations = adaptationsOf(request)
): Promise<{ request: Request; reply: Reply }> {
  try {
    const reply = await send(connection, request.body.model, (openai, options) =>
      openai.chat.completions.create(request.body, options)
    );
    return { request, reply };
  } catch (error) {
    const cure = adaptations.find((adaptation) => cures(adaptation, request.body, carriedFailure(error)));
    if (!cure) throw error;
    const left = adaptations.filter((adaptation) => adaptation !== cure);
    return converse(connection, cure.adapt(request), left);
  }
}

function cures({ parameters, orUnknown }: Adaptation, body: Body, failure: Failure | undefined): boolean {
  const sent = parameters.find((parameter) => parameter in body);
  if (!sent || failure?.status !== 400 || failure.kind !== 'unsupported_parameter') return false;
  if (failure.code === 'unknown_parameter' && !orUnknown) return false;
  return failure.param === undefined ? failure.message.includes(`'${sent}'`) : failure.param === sent;
}
