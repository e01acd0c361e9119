import type { Accepted } from '../http/adapting';
import type { Metadata } from '../types';
import { withoutFiles } from './history';
import { type ChatReply, readReply } from './reply';
import type { ChatRequest, ReplyReading } from './request';

/** One request answered and read; the request is the one that was accepted in the end. */
export type Turn = Accepted<ChatRequest> & { readonly answer: ChatReply };

/** An answer, and how it was to be read. */
export type Read = { readonly request: ReplyReading; readonly answer: ChatReply };

/** Reads the reply; throws what is wrong with it. */
export const turnOf = (accepted: Accepted<ChatRequest>): Turn => ({
  ...accepted,
  answer: readReply(accepted.request, accepted.reply),
});

/** The text with the suffix after it; JSON and tool calls have none. */
export const contentOf = ({ request, answer: { content, calls } }: Read) =>
  content !== null && calls.length === 0 && request.reading === 'text' ? content + request.suffix : content;

/** What apps bind by default: the text, the parsed JSON, the calls, or pictures that came without text. */
export function replyOnly(turn: Turn): unknown {
  const { calls, content, json, images } = turn.answer;
  if (calls.length > 0) return { content, tool_calls: calls };
  if (content === '' && images.length > 0) return { content, images };
  return turn.request.reading === 'text' ? contentOf(turn) : json;
}

/** What apps bind with Output Full response. */
export function fullResponse(turn: Turn, metadata: Metadata): object {
  const { finish_reason, model, usage, tool_calls, reasoning, images, warnings, history } = metadata;
  return {
    content: contentOf(turn),
    ...('json' in turn.answer && { json: turn.answer.json }),
    ...(finish_reason && { finish_reason }),
    model,
    ...(usage && { usage }),
    ...(tool_calls && { tool_calls }),
    ...(reasoning && { reasoning }),
    ...(images && { images }),
    warnings,
    history,
  };
}

/** How a turn came about, with the history for the next one. */
export const metadataOf = ({ request, reply, answer }: Turn): Metadata => ({
  ...reply.metadata([...request.warnings, ...answer.warnings]),
  ...(answer.finishReason && { finish_reason: answer.finishReason }),
  // An empty reply has no place in the next request.
  history: withoutFiles([...request.conversation, ...(answer.content === '' ? [] : [answer.message])]),
  ...(answer.calls.length > 0 && { tool_calls: answer.calls }),
  ...(answer.reasoning && { reasoning: answer.reasoning }),
  ...(answer.images.length > 0 && { images: answer.images }),
});

/** What a row of many gets. */
export const rowOf = (read: Read) => ({
  ok: true,
  content: contentOf(read),
  ...('json' in read.answer && { json: read.answer.json }),
  ...(read.answer.calls.length > 0 && { tool_calls: read.answer.calls }),
  ...(read.answer.images.length > 0 && { images: read.answer.images }),
  ...(read.answer.finishReason && { finish_reason: read.answer.finishReason }),
});
