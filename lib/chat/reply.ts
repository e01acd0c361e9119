import type { Connection } from '../http/connection';
import { failed } from '../errors/failure';
import { type Reply, unusable, usageOf } from '../http/reply';
import type { JsonObject } from '../types';
import { isObject, parsed } from '../form/values';
import type { Message } from './history';
import type { Body, Request } from './request';
import { cutAt } from './stop';
import { type ToolCall, toolCalls } from './tools';

/** What the model said, ready for an app. */
export type Said = {
  /** The text as the API gave it, cut at our stops; null when the model only calls tools. */
  readonly content: string | null;
  readonly json?: unknown;
  readonly calls: readonly ToolCall[];
  readonly finishReason: string | undefined;
  /** The reply as the next turn's history needs it. */
  readonly message: Message;
  readonly warnings: readonly string[];
};

const CUT = 'The reply was cut at the token limit. Raise Max Tokens for a longer one.';

/** Reads a reply; throws when it holds nothing that an app could use. */
export function said(connection: Connection, request: Request, reply: Reply): Said {
  const choice: unknown = Array.isArray(reply.body['choices']) ? reply.body['choices'][0] : undefined;
  const message = isObject(choice) ? choice['message'] : undefined;
  if (!isObject(choice) || !isObject(message)) throw unusable(connection, 'The reply has no choices.', reply);
  const reason = typeof choice['finish_reason'] === 'string' ? choice['finish_reason'] : undefined;
  const text = textOf(message['content']);
  const { calls, warnings } = toolCalls(message);
  if (calls.length > 0 && reason !== 'content_filter') {
    const tool_calls = message['tool_calls'];
    const answer = { role: 'assistant', content: text || null, tool_calls } as Message;
    return { content: text || null, calls, finishReason: reason, message: answer, warnings };
  }
  const whole = usableText(connection, request, reply, { message, reason, text });
  const { text: content, cut } = cutAt(whole, request.cutAt);
  const finishReason = cut ? 'stop' : reason;
  const json = request.reading === 'text' ? {} : { json: jsonOf(request, reply, content, finishReason) };
  const warned = finishReason === 'length' ? [...warnings, CUT] : warnings;
  return { content, ...json, calls, finishReason, message: { role: 'assistant', content }, warnings: warned };
}

type Heard = { message: JsonObject; reason: string | undefined; text: string | undefined };

/** The text of a reply; throws when there is none, saying why. */
function usableText(connection: Connection, { body }: Request, reply: Reply, { message, reason, text }: Heard): string {
  const details = requestId(reply);
  if (reason === 'content_filter') {
    throw failed(
      'content_policy',
      'A content filter stopped the reply. Reword Prompt and run the query again.',
      details
    );
  }
  const { refusal } = message;
  if (!text && typeof refusal === 'string' && refusal) {
    throw failed('content_policy', `The model refused: ${refusal} Reword Prompt to get an answer.`, details);
  }
  if (!text && reason === 'length') throw failed('output_limit', withoutText(body, reply), details);
  if (text === undefined) throw unusable(connection, 'The reply has no text.', reply);
  return text;
}

const requestId = ({ requestId: id }: Reply) => ({ ...(id && { request_id: id }) });

/** Text, or the text parts of a list of content parts, as some compatible servers send it. */
function textOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  const parts = Array.isArray(content)
    ? content.map((part: unknown) => (isObject(part) ? part['text'] : undefined))
    : [];
  const texts = parts.filter((part) => typeof part === 'string');
  return texts.length > 0 ? texts.join('') : undefined;
}

function jsonOf({ reading }: Request, reply: Reply, content: string, finishReason: string | undefined): unknown {
  const value = parsed(content);
  const json = reading === 'items' ? (isObject(value) ? value['items'] : undefined) : value;
  if (json !== undefined) return json;
  const problem =
    finishReason === 'length'
      ? 'The reply was cut by the token limit before its JSON was complete. Raise Max Tokens.'
      : 'The reply is not the JSON that Response format asks for. Run the query again or choose another model.';
  throw failed('unusable_reply', problem, {
    ...requestId(reply),
    partial: content,
    ...(finishReason && { finish_reason: finishReason }),
  });
}

/** Reasoning counts against the limit and is paid for: https://platform.openai.com/docs/guides/reasoning */
function withoutText(body: Body, reply: Reply): string {
  const { reasoning_tokens: reasoning, output_tokens: output } = usageOf(reply.body['usage']) ?? {};
  const limit = body.max_completion_tokens ?? body.max_tokens;
  const allowed = limit ? `the ${limit} tokens of Max Tokens` : `the ${output ?? 'few'} tokens the model may write`;
  return reasoning
    ? `No text came back: reasoning used ${reasoning} of ${allowed}. Raise Max Tokens or lower Reasoning effort.`
    : `No text came back: ${allowed} ran out before the first word. Raise Max Tokens.`;
}
