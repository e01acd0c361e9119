import type OpenAI from 'openai';
import { type Adaptation, without, withoutAdditional } from '../http/adapting';
import type { EmbeddingJob } from './job';

export type Body = OpenAI.EmbeddingCreateParams;

/** One request for vectors; the encoding is asked for otherwise, or not at all, where the server refuses it. */
export type EmbeddingRequest = { readonly body: Body; readonly warnings: readonly string[] };

const NAME = 'encoding_format';

/** Voyage takes base64 or none: https://docs.voyageai.com/reference/embeddings-api */
const asBase64: Adaptation<EmbeddingRequest> = {
  parameters: [],
  isIn: ({ body }) => body.encoding_format === 'float',
  isRefused: ({ message }) => message.includes(NAME) && /base64/i.test(message),
  adapt: (request) => ({ ...request, body: { ...request.body, [NAME]: 'base64' } }),
};

/** Vectors come out in the encoding that was chosen, however they travel. */
export const adaptations = ({ model, additional }: EmbeddingJob): readonly Adaptation<EmbeddingRequest>[] => [
  asBase64,
  {
    ...without<EmbeddingRequest>(NAME, 'Encoding format', model.id),
    isRefused: ({ message, kind }) =>
      message.includes(NAME) && ['invalid_request', 'unsupported_parameter'].includes(kind),
  },
  ...withoutAdditional<EmbeddingRequest>(additional, model.id),
];
