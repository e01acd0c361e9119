import type { Endpoint } from './send';

/** Costs nothing. https://platform.openai.com/docs/api-reference/models/list */
export const LIST_MODELS: Endpoint<undefined> = {
  method: 'GET',
  // As Together does: https://github.com/odysseus-dev/odysseus/issues/2202
  mayBeList: true,
  path: '/models',
  call: (client, _body, options) => client.models.list(options),
};

/** The largest list that is read. */
export const MOST_MEGABYTES = 16;
