import type { Failure } from '../errors/failure';
import { quoted } from '../form/values';
import { usageOf } from '../http/metadata';
import type { Reply } from '../http/send';
import { isObject, listOf, membersOf } from '../json';
import { type Choice, choiceOf, type Picture } from './choice';
import type { Ending } from './ending';
import { type Message, thoughtsOf } from './history';
import { type JsonAnswer, jsonAnswer } from './json-answer';
import type { JsonReading, ReplyReading } from './request';
import { cutAtStops } from './stop';
import { type ToolCall, toolCalls, withCallIds } from './tools';

/** What the model answered, ready for an app. */
export type ChatReply = {
  /** The text as the API gave it, without thoughts, cut at our stops; null when the model only calls tools. */
  readonly content: string | null;
  readonly json?: unknown;
  readonly calls: readonly ToolCall[];
  /** Pictures that came beside the text or in place of it. */
  readonly images: readonly Picture[];
  /** What the model thought before it answered; '' when the server does not tell. */
  readonly reasoning: string;
  readonly finishReason: string | undefined;
  /** The reply as the next turn's history needs it. */
  readonly message: Message;
  readonly warnings: readonly string[];
};

/** An answer's text, cut at our stops or not. */
type Answer = { readonly text: string; readonly isCutHere: boolean };

const CUT = 'The reply was cut at the token limit. Raise Max Tokens for a longer one.';
const ONLY_THOUGHTS = 'The reply holds nothing but the reasoning of the model, so that is given as the answer.';
const NUL = 'The reply holds a NUL character (\\u0000), which databases such as PostgreSQL refuse.';
const AGAIN = 'Run the query again or choose another model.';

/** Reads a reply; throws when it holds nothing that an app could use. */
export function readReply(request: ReplyReading, reply: Reply): ChatReply {
  const choice = choiceOf(request, reply);
  const { message, reason, ending, images, reasoning } = choice;
  if (ending === 'filtered') {
    throw reply.failed('content_policy', 'A content filter stopped the reply. Reword Prompt and run the query again.');
  }
  const { calls, written, warnings } = toolCalls(withCallIds(message), (place) =>
    reply.textWithin((body) => argumentsIn(body, place))
  );
  if (calls.length > 0) {
    const content = choice.text || null;
    return {
      content,
      calls,
      images,
      reasoning,
      finishReason: reason,
      message: { role: 'assistant', content, tool_calls: written, ...thoughtsOf(message) } as unknown as Message,
      warnings: [...warnings, ...endingWarnings(ending, reason), ...nulWarnings(content, JSON.stringify(calls))],
    };
  }
  const given = textOrThoughts(request, reply, choice);
  const { text: content, cut: isCutHere } = cutAtStops(given, request.ownStops);
  const answer =
    request.reading === 'text' ? undefined : jsonOf(request.reading, reply, { text: content, isCutHere }, choice);
  return {
    content,
    ...(answer && { json: answer.json }),
    calls,
    images,
    reasoning,
    finishReason: isCutHere ? 'stop' : reason,
    message: { role: 'assistant', content },
    warnings: [
      ...(given && !choice.text.trim() ? [ONLY_THOUGHTS] : []),
      ...(isCutHere ? [] : endingWarnings(ending, reason)),
      ...(answer?.warnings ?? []),
      ...nulWarnings(content, answer ? content : ''),
    ],
  };
}

/** The arguments of a call in the body of a reply. */
function argumentsIn(body: unknown, place: number): unknown {
  const [choice] = listOf(membersOf(body)['choices']);
  const call = listOf(membersOf(membersOf(choice)['message'])['tool_calls'])[place];
  return membersOf(membersOf(call)['function'])['arguments'];
}

function endingWarnings(ending: Ending, reason: string | undefined): string[] {
  if (ending === 'cut') return [CUT];
  return ending === 'unknown' ? [`The reply ended for the reason ${quoted(reason)}, so it may not be whole.`] : [];
}

/** JSON writes NUL as \u0000, which after an escaped backslash is not one. */
const NUL_IN_JSON = /(?<!\\)(?:\\\\)*\\u0000/;

const nulWarnings = (text: string | null, json: string) =>
  text?.includes('\0') || NUL_IN_JSON.test(json) ? [NUL] : [];

/** The text of the answer, which for some servers is the reasoning; throws when there is none, saying why. */
function textOrThoughts({ body, reading }: ReplyReading, reply: Reply, choice: Choice): string {
  const { message, ending, text, reasoning, images } = choice;
  if (text.trim()) return text;
  const { refusal } = message;
  if (typeof refusal === 'string' && refusal) {
    throw reply.failed('content_policy', `The model refused: ${refusal} Reword Prompt to get an answer.`);
  }
  if (images.length > 0 && reading === 'text') return '';
  const details = reasoning ? { reasoning } : {};
  if (ending === 'cut') throw reply.failed('output_limit', withoutText(body, reply), details);
  if (reasoning && reading === 'text') return reasoning;
  if (reasoning) {
    const problem = 'The reply holds the reasoning of the model but not the JSON that Response format asks for.';
    throw reply.failed('unusable_reply', `${problem} ${AGAIN}`, details);
  }
  if (!isKnown(message['content'])) throw reply.unusable('The reply has no text.');
  throw nothing(choice, reply);
}

/** No answer at all, with the server's word for why if that may tell it. */
function nothing({ ending, reason }: Choice, reply: Reply): Error {
  const isTold = ending === 'unknown';
  const why = isTold ? `, for the reason ${quoted(reason)}` : '';
  const problem = `The model answered with nothing${why}. Run the query again, reword Prompt or choose another model.`;
  const details = { retryable: true, ...(isTold && reason && { finish_reason: reason }) };
  return reply.failed('unusable_reply', problem, details);
}

/** Whether content is of a form that may hold text: text, nothing, or a list of parts with their types. */
const isKnown = (content: unknown) => typeof content === 'string' || content == null || isListOfParts(content);

const isListOfParts = (content: unknown) =>
  Array.isArray(content) && listOf(content).every((part) => isObject(part) && typeof part['type'] === 'string');

function jsonOf(reading: JsonReading, reply: Reply, { text, isCutHere }: Answer, choice: Choice): JsonAnswer {
  const answer = jsonAnswer(text, reading);
  if (answer) return answer;
  const problem =
    choice.ending === 'cut' && !isCutHere
      ? 'The reply was cut by the token limit before its JSON was complete. Raise Max Tokens.'
      : `The reply is not the JSON that Response format asks for. ${AGAIN}`;
  const finish_reason = isCutHere ? 'stop' : choice.reason;
  const details: Partial<Failure> = {
    partial: text,
    ...(finish_reason && { finish_reason }),
    ...(choice.reasoning && { reasoning: choice.reasoning }),
  };
  throw reply.failed('unusable_reply', problem, details);
}

/** Reasoning counts against the limit and is paid for: https://platform.openai.com/docs/guides/reasoning */
function withoutText(body: ReplyReading['body'], reply: Reply): string {
  const { reasoning_tokens: reasoning, output_tokens: output } = usageOf(reply.body['usage']) ?? {};
  const limit = body.max_completion_tokens ?? body.max_tokens;
  const allowed = limit ? `the ${limit} tokens of Max Tokens` : `the ${output ?? 'few'} tokens the model may write`;
  return reasoning
    ? `No text came back: reasoning used ${reasoning} of ${allowed}. Raise Max Tokens or lower Reasoning effort.`
    : `No text came back: ${allowed} ran out before the first word. Raise Max Tokens.`;
}
