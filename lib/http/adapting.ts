import { carriedFailure, type Failure } from '../errors/failure';
import type { Reply } from './send';

/** A request that can be sent again without something that the server refused. */
export type Adaptable = { readonly body: object; readonly warnings: readonly string[] };

/** What can be done when the server does not take one of our parameters. */
export type Adaptation<R extends Adaptable> = {
  /** Its names, as an error may give them; in a list of messages without their place: `messages.detail`. */
  readonly parameters: readonly string[];
  /** Whether the request has it; else one of the names has to be a member of the body. */
  readonly isIn?: (request: R) => boolean;
  /** Whether it is refused, where that may be said in other ways than that the parameter is not supported. */
  readonly isRefused?: (failure: Failure, request: R) => boolean;
  readonly adapt: (request: R) => R;
};

/** A request that was accepted, perhaps adapted, beside its reply. */
export type Accepted<R extends Adaptable> = { readonly request: R; readonly reply: Reply };

/** Leaves a parameter of the body out, with a warning. */
export const without = <R extends Adaptable>(parameter: string, label: string, model: string): Adaptation<R> => ({
  parameters: [parameter],
  adapt: (request) => ({
    ...request,
    body: omit(request.body, parameter),
    warnings: [...request.warnings, leftOut(label, model)],
  }),
});

export const leftOut = (label: string, model: string) => `${label} was left out, because ${model} refused it.`;

/** The same object without a member. */
export const omit = <T extends object>(body: T, parameter: string): T =>
  Object.fromEntries(Object.entries(body).filter(([key]) => key !== parameter)) as T;

/** What decides about cost, length, storage or instructions is never left out, wherever it was typed. */
const KEPT = ['n', 'dimensions', 'size', 'store', 'service_tier', 'safety_identifier', 'instructions', 'metadata'];

/** Leaves parameters of the field Additional parameters out, but for those that decide about money or data. */
export const withoutAdditional = <R extends Adaptable>(
  additional: object,
  model: string,
  kept: readonly string[] = []
): Adaptation<R>[] =>
  Object.keys(additional)
    .filter((name) => !KEPT.includes(name) && !name.startsWith('max_') && !kept.includes(name))
    .map((name) => without(name, `${name} (Additional parameters)`, model));

/**
 * What sends the requests of one query: after a refusal of a parameter again, adapted, at most once for each adaptation. What
 * one request has learned holds for those after it; so where a refusal is to be expected, because a request has something that
 * an `uncertain` adaptation is about, the first goes ahead.
 */
export function adaptingSender<R extends Adaptable>(
  send: (request: R) => Promise<Reply>,
  all: readonly Adaptation<R>[],
  uncertain: readonly Adaptation<R>[] = []
): (request: R) => Promise<Accepted<R>> {
  const learned = new Set<Adaptation<R>>();
  const attempt = async (request: R, left: readonly Adaptation<R>[]): Promise<Accepted<R>> => {
    try {
      return { request, reply: await send(request) };
    } catch (error) {
      const failure = carriedFailure(error);
      const fitting = failure && left.find((adaptation) => fits(adaptation, request, failure));
      if (!fitting) throw error;
      learned.add(fitting);
      return attempt(
        fitting.adapt(request),
        left.filter((other) => other !== fitting)
      );
    }
  };
  let first: Promise<unknown> | undefined;
  return async (request) => {
    if (first && uncertain.some((adaptation) => isIn(adaptation, request))) await first;
    const known = all.filter((adaptation) => learned.has(adaptation) && isIn(adaptation, request));
    const adapted = known.reduce((before, { adapt }) => adapt(before), request);
    const sent = attempt(
      adapted,
      all.filter((adaptation) => !known.includes(adaptation))
    );
    first ??= sent.catch(() => undefined);
    return sent;
  };
}

const isIn = <R extends Adaptable>({ parameters, isIn: own }: Adaptation<R>, request: R): boolean =>
  own ? own(request) : parameters.some((name) => name in request.body);

function fits<R extends Adaptable>(adaptation: Adaptation<R>, request: R, failure: Failure): boolean {
  const { status, kind, param } = failure;
  if ((status !== 400 && status !== 422) || !isIn(adaptation, request)) return false;
  if (adaptation.isRefused?.(failure, request)) return true;
  if (kind !== 'unsupported_parameter' || param === undefined) return false;
  return adaptation.parameters.some((name) => name === placeless(param) && (adaptation.isIn || name in request.body));
}

/** `body.temperature` is temperature, `messages[0].content[1].image_url.detail` is messages.detail. */
function placeless(param: string): string {
  const names = param
    .replace(/^\$?\.?(?:body\.)?/, '')
    .split(/[.[\]]+/)
    .filter((name) => name && !/^\d+$/.test(name));
  const [first] = names;
  return first === 'messages' ? `messages.${names.at(-1) as string}` : names.join('.');
}
