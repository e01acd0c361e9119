import {
  type Accepted,
  type Adaptation,
  adaptingSender,
  leftOut,
  omit,
  without,
  withoutAdditional,
} from '../http/adapting';
import type { Api } from '../http/plan';
import type { Endpoint } from '../http/send';
import { listOf, membersOf } from '../json';
import { type Message, THOUGHTS } from './history';
import type { Body, ChatForm, ChatRequest } from './request';
import { ownStopsWarning } from './stop';

/** https://platform.openai.com/docs/api-reference/chat/create */
export const CREATE_CHAT: Endpoint<Body> = {
  method: 'POST',
  path: '/chat/completions',
  call: (client, body, options) => client.chat.completions.create(body, options),
};

/** The parameters of the form that may be left out, with their labels. */
const OPTIONAL = {
  temperature: 'Temperature',
  verbosity: 'Verbosity',
};

/** Ollama refuses an effort in these words: https://github.com/Gitlawb/openclaude/issues/1371 */
const NO_THINKING = /\bdoes not support thinking\b|\bthink value \S+ is not supported\b/i;

const withoutEffort = (model: string): Adaptation<ChatRequest> => ({
  ...without('reasoning_effort', 'Reasoning effort', model),
  isRefused: ({ message }) => NO_THINKING.test(message),
});

const withoutStop: Adaptation<ChatRequest> = {
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
const otherLimit: Adaptation<ChatRequest> = {
  parameters: ['max_tokens', 'max_completion_tokens'],
  adapt: (request) => {
    const { max_tokens, max_completion_tokens, ...body } = request.body;
    const limit = max_tokens == null ? { max_tokens: max_completion_tokens } : { max_completion_tokens: max_tokens };
    return { ...request, body: { ...body, ...limit } };
  },
};

/** The pictures without how closely to look at them. */
const withoutDetail = (model: string): Adaptation<ChatRequest> => ({
  parameters: ['detail', 'messages.detail', 'image_url.detail'],
  isIn: ({ body }) => body.messages.some(({ content }) => listOf(content).some(hasDetail)),
  adapt: (request) => ({
    ...request,
    body: { ...request.body, messages: request.body.messages.map(withPlainPictures) },
    warnings: [...request.warnings, leftOut('Image detail', model)],
  }),
});

const hasDetail = (part: unknown) => 'detail' in membersOf(membersOf(part)['image_url']);

const withPlainPictures = (message: Message): Message =>
  Array.isArray(message.content)
    ? ({ ...message, content: message.content.map((part) => (hasDetail(part) ? plain(part) : part)) } as Message)
    : message;

const plain = (part: unknown) => {
  const { image_url, ...rest } = membersOf(part);
  return { ...rest, image_url: omit(membersOf(image_url), 'detail') };
};

/** The history without thoughts under that name, in whatever words they are refused. */
const withoutThoughts = (name: string): Adaptation<ChatRequest> => ({
  parameters: [],
  isIn: ({ body }) => body.messages.some((message) => name in message),
  isRefused: ({ kind, message }) =>
    ['unsupported_parameter', 'invalid_request'].includes(kind) && new RegExp(`\\b${name}\\b`).test(message),
  adapt: (request) => ({
    ...request,
    body: { ...request.body, messages: request.body.messages.map((message) => omit(message, name)) },
  }),
});

/**
 * What sends the chats of one query, adapted where the server refuses a parameter. A refusal is to be expected of a parameter
 * of Additional parameters, and of a model that nobody knows.
 */
export function chatSender(
  api: Api,
  { model, additional }: ChatForm
): (request: ChatRequest) => Promise<Accepted<ChatRequest>> {
  const own = [
    withoutEffort(model.id),
    ...Object.entries(OPTIONAL).map(([name, label]) => without<ChatRequest>(name, label, model.id)),
    withoutStop,
    otherLimit,
    withoutDetail(model.id),
    ...THOUGHTS.map(withoutThoughts),
  ];
  const typed = withoutAdditional<ChatRequest>(additional, model.id, ['moderation']);
  return adaptingSender(
    ({ body }) => api.send(CREATE_CHAT, body),
    [...own, ...typed],
    model.rules ? typed : [...own, ...typed]
  );
}
