import { choice, text } from '../form/values';
import type { Server } from '../http/connection';
import { LIST_MODELS, MOST_MEGABYTES } from '../http/list-models';
import { isTime } from '../http/metadata';
import type { Plan } from '../http/plan';
import type { Reply } from '../http/send';
import { type JsonObject, membersOf } from '../json';
import { shutdownOf } from '../models/shutdowns';
import { traitsOf } from '../models/table';
import type { Traits } from '../models/traits';
import { inSlices } from '../slices';
import type { Answers } from '../types';

/** What a model is for, as far as its name tells; those for anything else, and those unknown, are Other. */
const PURPOSES = ['any', 'chat', 'image', 'embedding', 'other'] as const;
type Purpose = (typeof PURPOSES)[number];

/** A model, ready for a Dropdown; what is not known is absent. */
type Model = {
  readonly label: string;
  readonly value: string;
  readonly owned_by?: string;
  /** ISO 8601, UTC. */
  readonly created_at?: string;
  /** YYYY-MM-DD. */
  readonly shutdown_date?: string;
  readonly purpose?: Traits['purpose'];
};

/**
 * Lists the models of the server, which costs nothing: `data.models` has the newest first, then those of unknown age in the
 * server's order. https://platform.openai.com/docs/api-reference/models/list
 */
export function listModels(answers: Answers<'list_models'>, server: Server): Plan {
  const part = text(answers.model_filter, 'Name contains')?.trim().toLowerCase() ?? '';
  const purpose = choice(answers.model_purpose, 'Purpose', PURPOSES) ?? 'any';
  return {
    operation: 'List models',
    endpoint: LIST_MODELS,
    bodies: { length: 1, at: () => undefined },
    model: undefined,
    warnings: [],
    mostMegabytes: MOST_MEGABYTES,
    notFound:
      'Check Base URL in the data source: its path usually ends in /v1. Some servers, such as those of deployments, list no models.',
    run: async (api) => {
      const reply = await api.send(LIST_MODELS, undefined);
      const models = await modelsIn(reply, server);
      const wanted = models.filter(({ value }) => value.toLowerCase().includes(part) && isFor(purpose, value));
      return { data: { models: wanted.sort(newestFirst) }, metadata: reply.metadata([]) };
    },
  };
}

function isFor(purpose: Purpose, id: string): boolean {
  const known = traitsOf(id)?.purpose ?? 'other';
  return purpose === 'any' || purpose === (PURPOSES.find((one) => one === known) ?? 'other');
}

/** ISO 8601 in UTC sorts as text; what has no date comes last. */
function newestFirst({ created_at: one = '' }: Model, { created_at: other = '' }: Model): number {
  return one === other ? 0 : one < other ? 1 : -1;
}

function modelsIn({ body, unusable }: Reply, server: Server): Promise<Model[]> {
  // An empty list of a server that is written in Go may be null.
  const list = body['data'] ?? (body['object'] === 'list' ? [] : undefined);
  if (!Array.isArray(list)) throw unusable('The reply holds no list of models.');
  return inSlices(list as unknown[], (item) => {
    const read = modelOf(membersOf(item), server);
    if (!read) throw unusable('The reply holds something that is no model.');
    return read;
  });
}

/**
 * One entry of a list. Azure says `created_at`, and in `deprecation` when it ends:
 * https://learn.microsoft.com/rest/api/azureopenai/models/list
 */
function modelOf(entry: JsonObject, { isOpenAIsOwn }: Server): Model | undefined {
  const { id, created, created_at, owned_by, shutdown_date, deprecation } = entry;
  if (typeof id !== 'string' || !id) return undefined;
  const made = isoTime(created ?? created_at);
  const told = isoTime(shutdown_date ?? membersOf(deprecation)['inference'])?.slice(0, 10);
  // Null says that none is announced.
  const end = told ?? (isOpenAIsOwn && shutdown_date === undefined ? shutdownOf(id)?.date : undefined);
  const purpose = traitsOf(id)?.purpose;
  return {
    label: id,
    value: id,
    ...(typeof owned_by === 'string' && owned_by && { owned_by }),
    ...(made && { created_at: made }),
    ...(end && { shutdown_date: end }),
    ...(purpose && { purpose }),
  };
}

/** A time in seconds since 1970, or as text, in ISO 8601. */
function isoTime(time: unknown): string | undefined {
  const seconds = typeof time === 'string' ? Date.parse(time) / 1000 : time;
  return isTime(seconds) ? new Date(seconds * 1000).toISOString() : undefined;
}
