import { usageOf } from '../http/metadata';
import type { Reply } from '../http/send';
import { isObject, type JsonObject, parsed } from '../json';
import type { Message } from './history';
import type { Body, ChatRequest } from './request';
import { cutAtStops } from './stop';
import { type ToolCall, toolCalls } from './tools';

/** What the model answered, ready for an app. */
export type ChatReply = {
  /** The text as the API gave it, cut at our stops; null when the model only calls tools. */
  readonly content: string | null;
  readonly json?: unknown;
  readonly calls: readonly ToolCall[];
  readonly finishReason: string | undefined;
  /** The reply as the next turn's history needs it. */
  readonly message: Message;
  readonly warnings: readonly string[];
};

/** The members of a reply that matter, before they are checked. */
type Choice = { message: JsonObject; reason: string | undefined; text: string | undefined };

const CUT = 'The reply was cut at the token limit. Raise Max Tokens for a longer one.';

/** Reads a reply; throws when it holds nothing that an app could use. */
export function readReply(request: ChatRequest, reply: Reply): ChatReply {
  const choice = firstChoice(reply);
  const { message, reason, text } = choice;
  const { calls, warnings } = toolCalls(message);
  if (calls.length > 0 && reason !== 'content_filter') {
    const tool_calls = message['tool_calls'];
    const content = text || null;
    const answer = { role: 'assistant', content, tool_calls } as Message;
    return { content, calls, finishReason: reason, message: answer, warnings };
  }
  const { text: content, cut } = cutAtStops(usableText(request, reply, choice), request.ownStops);
  const finishReason = cut ? 'stop' : reason;
  return {
    content,
    ...(request.reading !== 'text' && { json: jsonOf(request, reply, content, finishReason) }),
    calls,
    finishReason,
    message: { role: 'assistant', content },
    warnings: finishReason === 'length' ? [...warnings, CUT] : warnings,
  };
}

function firstChoice(reply: Reply): Choice {
  const choices = reply.body['choices'];
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const message = isObject(choice) ? choice['message'] : undefined;
  if (!isObject(choice) || !isObject(message)) throw reply.unusable('The reply has no choices.');
  const reason = typeof choice['finish_reason'] === 'string' ? choice['finish_reason'] : undefined;
  return { message, reason, text: textOf(message['content']) };
}

/** The text of a reply; throws when there is none, saying why. */
function usableText({ body }: ChatRequest, reply: Reply, { message, reason, text }: Choice): string {
  if (reason === 'content_filter') {
    throw reply.failed('content_policy', 'A content filter stopped the reply. Reword Prompt and run the query again.');
  }
  const { refusal } = message;
  if (!text && typeof refusal === 'string' && refusal) {
    throw reply.failed('content_policy', `The model refused: ${refusal} Reword Prompt to get an answer.`);
  }
  if (!text && reason === 'length') throw reply.failed('output_limit', withoutText(body, reply));
  if (text === undefined) throw reply.unusable('The reply has no text.');
  return text;
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

function jsonOf({ reading }: ChatRequest, reply: Reply, content: string, finishReason: string | undefined): unknown {
  const value = parsed(content);
  const json = reading === 'items' ? (isObject(value) ? value['items'] : undefined) : value;
  if (json !== undefined) return json;
  const problem =
    finishReason === 'length'
      ? 'The reply was cut by the token limit before its JSON was complete. Raise Max Tokens.'
      : 'The reply is not the JSON that Response format asks for. Run the query again or choose another model.';
  throw reply.failed('unusable_reply', problem, {
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
