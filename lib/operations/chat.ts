import type OpenAI from 'openai';
import { chosenModel } from '../chosen-model';
import type { Connection } from '../client';
import { carriedFailure, failed, type Failure, invalid } from '../errors';
import { history } from '../history';
import { chatModel, takesTemperature } from '../models';
import { metadataOf, type Reply, send, unusable, usageOf } from '../reply';
import { cutAt, stopSequences } from '../stop';
import type { Answers, Result } from '../types';
import { escapedLiteral, isObject, number, text, wholeNumber } from '../values';

type Body = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;

/** What goes to OpenAI, and what is done with the reply when it is back. */
type Request = {
  readonly body: Body;
  /** Stops that the server is not asked to obey: the reply is cut at them here. */
  readonly cutAt: readonly string[];
  readonly suffix: string;
  readonly warnings: readonly string[];
};

/**
 * Answers a prompt within a conversation: `data` is the text of the reply.
 * https://platform.openai.com/docs/api-reference/chat/create
 */
export async function chat(connection: Connection, answers: Answers<'chat'>): Promise<Result> {
  const { request, reply } = await converse(connection, requestOf(connection, answers));
  const { content, finishReason } = spoken(connection, request, reply);
  return {
    data: content + request.suffix,
    metadata: {
      ...metadataOf(connection, request.body.model, reply, request.warnings),
      ...(finishReason && { finish_reason: finishReason }),
    },
  };
}

function requestOf({ modernLimit }: Connection, answers: Answers<'chat'>): Request {
  const model = chosenModel(answers.custom_model, answers.model, 'gpt-5.2', 'chat');
  const known = chatModel(model);
  const stops = stopSequences(answers.stop_sequence);
  const temperature = number(answers.temperature, 'Temperature', 0, 2);
  const limit = wholeNumber(answers.max_tokens, 'Max Tokens', 1);
  const limitName = modernLimit || known?.max_tokens === false ? 'max_completion_tokens' : 'max_tokens';
  const typed: Request = {
    body: {
      model,
      messages: messages(answers),
      ...(limit !== undefined && { [limitName]: limit }),
      ...(temperature !== undefined && { temperature }),
      ...(stops.length > 0 && { stop: stops.length > 1 ? [...stops] : stops[0] }),
    },
    cutAt: [],
    suffix: escapedLiteral(answers.suffix, 'Suffix') ?? '',
    warnings: [],
  };
  const refusesTemperature = known && temperature !== undefined && !takesTemperature(known, temperature);
  const request = refusesTemperature ? withoutTemperature(typed) : typed;
  return stops.length > 0 && known?.stop === false ? withoutStop(request) : request;
}

function messages(answers: Answers<'chat'>): Body['messages'] {
  const system = text(answers.system_prompt, 'System prompt');
  const earlier = history(answers.message_history);
  const prompt = text(answers.prompt, 'Prompt');
  if (prompt === undefined && earlier.at(-1)?.role !== 'user') {
    throw invalid('Prompt is empty. Fill it in, or end Message history with a user message.');
  }
  return [
    ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
    ...earlier,
    ...(prompt === undefined ? [] : [{ role: 'user' as const, content: prompt }]),
  ];
}

function withoutTemperature(request: Request): Request {
  const { temperature: _refused, ...body } = request.body;
  const warning = `Temperature was left out, because ${body.model} does not take it here.`;
  return { ...request, body, warnings: [...request.warnings, warning] };
}

function withoutStop(request: Request): Request {
  const { stop, ...body } = request.body;
  const warning = `Stop sequence was not sent, because ${body.model} does not take it; the reply is cut at it here instead.`;
  return { ...request, body, cutAt: [stop].flat() as string[], warnings: [...request.warnings, warning] };
}

/** The token limit under its other name; the limit itself is never dropped. */
function withOtherLimit(request: Request): Request {
  const { max_tokens, max_completion_tokens, ...body } = request.body;
  const limit = max_tokens == null ? { max_tokens: max_completion_tokens } : { max_completion_tokens: max_tokens };
  return { ...request, body: { ...body, ...limit } };
}

/** What can be done when the server does not take one of our parameters; `orUnknown`: or has never heard of it. */
type Adaptation = {
  readonly parameters: readonly (keyof Body)[];
  readonly adapt: (request: Request) => Request;
  readonly orUnknown?: boolean;
};

const ADAPTATIONS: readonly Adaptation[] = [
  { parameters: ['temperature'], adapt: withoutTemperature },
  { parameters: ['stop'], adapt: withoutStop },
  { parameters: ['max_tokens', 'max_completion_tokens'], adapt: withOtherLimit, orUnknown: true },
];

/** Sends the request; after a refusal of one of our parameters again, adapted, at most once for each adaptation. */
async function converse(
  connection: Connection,
  request: Request,
  adaptations = ADAPTATIONS
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

/** What the model said, cut at our stops; throws when it said nothing that an app could use. */
function spoken(connection: Connection, request: Request, reply: Reply): { content: string; finishReason?: string } {
  const choice: unknown = Array.isArray(reply.body['choices']) ? reply.body['choices'][0] : undefined;
  const message = isObject(choice) ? choice['message'] : undefined;
  if (!isObject(choice) || !isObject(message)) throw unusable(connection, 'The reply has no choices.', reply);
  const reason = typeof choice['finish_reason'] === 'string' ? choice['finish_reason'] : undefined;
  const content = textOf(message['content']);
  const because = { ...(reply.requestId && { request_id: reply.requestId }) };
  if (reason === 'content_filter') {
    throw failed(
      'content_policy',
      'A content filter stopped the reply. Reword Prompt and run the query again.',
      because
    );
  }
  if (!content && typeof message['refusal'] === 'string' && message['refusal']) {
    throw failed('content_policy', `The model refused: ${message['refusal']} Reword Prompt to get an answer.`, because);
  }
  if (!content && reason === 'length') throw failed('output_limit', withoutText(request.body, reply), because);
  if (content === undefined) throw unusable(connection, 'The reply has no text.', reply);
  const { text: kept, cut } = cutAt(content, request.cutAt);
  return { content: kept, ...(reason && { finishReason: cut ? 'stop' : reason }) };
}

/** Text, or the text parts of a list of content parts, as some compatible servers send it. */
function textOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  const parts = Array.isArray(content)
    ? content.map((part: unknown) => (isObject(part) ? part['text'] : undefined))
    : [];
  const texts = parts.filter((part) => typeof part === 'string');
  return texts.length > 0 ? texts.join('') : undefined;
}

/** Reasoning counts against the limit and is paid for: https://platform.openai.com/docs/guides/reasoning */
function withoutText(body: Body, reply: Reply): string {
  const { reasoning_tokens: reasoning, output_tokens: output } = usageOf(reply.body['usage']) ?? {};
  const limit = body.max_completion_tokens ?? body.max_tokens;
  const allowed = limit ? `the ${limit} tokens of Max Tokens` : `the ${output} tokens the model may write`;
  return reasoning
    ? `No text came back: reasoning used ${reasoning} of ${allowed}. Raise Max Tokens or choose a model that reasons less.`
    : `No text came back: ${allowed} ran out before the first word. Raise Max Tokens.`;
}
