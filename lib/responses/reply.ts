import { jsonAnswer } from '../chat/json-answer';
import { splitThoughts } from '../chat/thoughts';
import type { Server } from '../http/connection';
import { usageOf } from '../http/metadata';
import type { Reply } from '../http/send';
import { isObject, type JsonObject, listOf, membersOf, parsed } from '../json';
import type { Metadata, Result } from '../types';
import { readingOf } from './format';
import { type CitedFile, filesOf, type Source, sourcesOf, withoutMarks } from './sources';

/** What an app binds of an answer; `content` is null while there is none yet. */
type AskData = {
  content: string | null;
  json?: unknown;
  sources: Source[];
  files?: CitedFile[];
  response_id: unknown;
  status: unknown;
};

const CUT = 'The reply was cut at the token limit. Raise Max Tokens for a longer one.';
const FILTERED = 'The reply was cut by a content filter.';
const GOES_ON = 'The answer is not there yet: fetch it with the operation Get response.';
const AGAIN = 'Run the query again or choose another model.';

/**
 * The result of a response: its text, sources and files, or that it goes on. Throws when it failed, was cancelled, was refused,
 * or ended without anything of use. https://platform.openai.com/docs/api-reference/responses/object
 */
export function askResult(reply: Reply, { isOpenAI }: Server, warnings: readonly string[]): Result {
  const { status = 'completed', id } = reply.body;
  if (status === 'queued' || status === 'in_progress') {
    const data = { content: null, sources: [], response_id: id, status };
    return resultOf(reply, data, {}, [...warnings, GOES_ON]);
  }
  const answer = answerOf(reply, isOpenAI, String(status));
  const items = listOf(reply.body['output']).filter(isObject);
  const parts = partsOf(items);
  const files = filesOf(parts);
  const data = {
    content: answer.content,
    ...('json' in answer && { json: answer.json }),
    sources: sourcesOf(parts, items),
    ...(files.length > 0 && { files }),
    response_id: id,
    status,
  };
  return resultOf(reply, data, detailsOf(items, answer.thoughts), [...warnings, ...answer.warnings]);
}

function resultOf(reply: Reply, data: AskData, details: object, warnings: readonly string[]): Result {
  const metadata = withSearches(reply);
  const { model, usage } = metadata;
  return {
    data,
    metadata: { ...metadata, warnings },
    full: { ...data, model, ...(usage && { usage }), ...details, warnings },
  };
}

/** https://platform.openai.com/docs/pricing */
function withSearches(reply: Reply): Metadata {
  const metadata = reply.metadata([]);
  const searches = membersOf(membersOf(reply.body['tool_usage'])['web_search'])['num_requests'];
  return typeof searches === 'number' ? { ...metadata, usage: { ...metadata.usage, searches } } : metadata;
}

type Answer = {
  readonly content: string;
  readonly json?: unknown;
  /** What other servers leave at the start of the text. */
  readonly thoughts: string;
  readonly warnings: readonly string[];
};

function answerOf(reply: Reply, isOpenAI: boolean, status: string): Answer {
  if (status === 'failed')
    throw reply.failed(
      'server',
      ['The response failed.', reply.said(reply.body['error']), AGAIN].filter(Boolean).join(' ')
    );
  if (status === 'cancelled')
    throw reply.failed('invalid_request', 'The response was cancelled.', { retryable: false });
  if (!Array.isArray(reply.body['output'])) throw reply.unusable('The reply has no output.');
  const items = listOf(reply.body['output']).filter(isObject);
  const { content, thoughts } = contentOf(withoutMarks(textOf(partsOf(items))), isOpenAI);
  const { reason } = membersOf(reply.body['incomplete_details']);
  if (!content.trim()) throw withoutText(reply, items, status, reason);
  const reading = readingOf(reply.body['text']);
  const ending = status === 'incomplete' ? [reason === 'content_filter' ? FILTERED : CUT] : [];
  if (!reading) return { content, thoughts, warnings: ending };
  const json = jsonAnswer(content, reading);
  if (json) return { content, thoughts, json: json.json, warnings: [...ending, ...json.warnings] };
  const problem =
    status === 'incomplete'
      ? 'The reply was cut by the token limit before its JSON was complete. Raise Max Tokens.'
      : `The reply is not the JSON that Response format asks for. ${AGAIN}`;
  throw reply.failed('unusable_reply', problem, { partial: content });
}

/** A text without thoughts; JSON may hold such tags in its texts, and a prompt for OpenAI's models may ask for them. */
function contentOf(whole: string, isOpenAI: boolean): Pick<Answer, 'content' | 'thoughts'> {
  if (isOpenAI || parsed(whole) !== undefined) return { content: whole, thoughts: '' };
  const { text, thoughts } = splitThoughts(whole);
  return { content: text, thoughts };
}

/** The parts of the messages; comments that a model makes on its way are none where an answer follows. */
function partsOf(items: readonly JsonObject[]): JsonObject[] {
  const messages = items.filter(({ type }) => type === 'message');
  const answers = messages.filter(({ phase }) => phase !== 'commentary');
  return (answers.length > 0 ? answers : messages).flatMap(({ content }) => listOf(content)).filter(isObject);
}

const textOf = (parts: readonly JsonObject[]): string =>
  parts.flatMap(({ type, text }) => (type === 'output_text' && typeof text === 'string' ? [text] : [])).join('');

function withoutText(reply: Reply, items: readonly JsonObject[], status: string, reason: unknown): Error {
  const refusal = partsOf(items).find(({ type }) => type === 'refusal')?.['refusal'];
  if (typeof refusal === 'string' && refusal) {
    return reply.failed('content_policy', `The model refused: ${refusal} Reword Prompt to get an answer.`);
  }
  if (reason === 'content_filter') {
    return reply.failed('content_policy', 'A content filter stopped the reply. Reword Prompt and run the query again.');
  }
  if (status !== 'incomplete') {
    const advice = 'Run the query again, reword Prompt or choose another model.';
    return reply.failed('unusable_reply', `The model answered with nothing. ${advice}`, { retryable: true });
  }
  const reasoning = usageOf(reply.body['usage'])?.reasoning_tokens;
  const spent = reasoning ? `reasoning used ${reasoning} tokens` : 'the tokens ran out before the first word';
  return reply.failed('output_limit', `No text came back: ${spent}. Raise Max Tokens or lower Reasoning effort.`);
}

/** What is told of each call of a tool; items of a type that is not here are passed over. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  web_search_call: ['status'],
  file_search_call: ['status', 'queries'],
  code_interpreter_call: ['status', 'code'],
  image_generation_call: ['status'],
  mcp_call: ['server_label', 'name', 'arguments', 'error'],
  function_call: ['name', 'arguments'],
};

/**
 * What Full response adds: the calls of tools, what the model thought (a summary from OpenAI, all of it from other servers), and
 * the passages of the file search.
 */
function detailsOf(items: readonly JsonObject[], within: string): object {
  const calls = items.flatMap((item) => {
    const type = String(item['type']);
    const names = Object.hasOwn(SHORT, type) ? (SHORT[type] as readonly string[]) : undefined;
    if (!names) return [];
    const { queries, query, url } = membersOf(item['action']);
    const members = names.filter((name) => item[name] != null).map((name): [string, unknown] => [name, item[name]]);
    const searched: unknown = queries ?? (query === undefined ? url : [query]);
    return [{ type, ...(Object.fromEntries(members) as object), ...(searched !== undefined && { searched }) }];
  });
  const thoughts = items
    .filter(({ type }) => type === 'reasoning')
    .flatMap(({ summary, content }) => (listOf(summary).length > 0 ? listOf(summary) : listOf(content)))
    .map((part) => membersOf(part)['text'])
    .filter((text) => typeof text === 'string');
  const passages = items
    .flatMap(({ type, results }) => (type === 'file_search_call' ? listOf(results).filter(isObject) : []))
    .map(({ filename, score, text }) => ({ filename, score, text }));
  return {
    tool_calls: calls,
    ...((thoughts.length > 0 || within) && { reasoning: [...thoughts, within].filter(Boolean).join('\n\n') }),
    ...(passages.length > 0 && { passages }),
  };
}
