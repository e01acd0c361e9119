import { adaptingSender, without, withoutAdditional } from '../http/adapting';
import type { Plan } from '../http/plan';
import type { Endpoint } from '../http/send';
import type { JsonObject } from '../json';
import { imageResult, MOST_MEGABYTES } from './result';

/** The parameters of the form that may be left out, with their labels. */
const OPTIONAL = {
  quality: 'Quality',
  background: 'Background',
  output_format: 'Output format',
  output_compression: 'Compression',
  moderation: 'Moderation',
};

/** One request for images; without what the server refuses of it. */
type ImageRequest = {
  readonly model: string;
  readonly body: JsonObject;
  /** What Additional parameters hold of the body. */
  readonly additional: JsonObject;
  readonly warnings: readonly string[];
};

/** From a request to its plan; `message` is that of ToolJet's envelope in the result. */
export function imagePlan(
  { operation, endpoint, message }: { operation: string; endpoint: Endpoint<JsonObject>; message: string },
  request: ImageRequest
): Plan {
  const { model, body, additional, warnings } = request;
  const adaptations = [
    ...Object.entries(OPTIONAL).map(([name, label]) => without<ImageRequest>(name, label, model)),
    ...withoutAdditional<ImageRequest>(additional, model),
  ];
  return {
    operation,
    endpoint,
    bodies: [body],
    model,
    warnings,
    mostMegabytes: MOST_MEGABYTES,
    run: async (api) => {
      const send = adaptingSender<ImageRequest>((adapted) => api.send(endpoint, adapted.body), adaptations);
      const accepted = await send(request);
      return imageResult(accepted.reply, message, accepted.request.warnings);
    },
  };
}
