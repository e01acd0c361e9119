import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { list, oneOf } from '../form/values';
import type { Server } from '../http/connection';
import { isObject, type JsonObject, membersOf } from '../json';
import { toolCalls } from './tools';

export type Message = OpenAI.Chat.ChatCompletionMessageParam;

const LABEL = 'Message history';
const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'] as const;
/** The types of messages of ToolJet's Chat component, with the role each has for OpenAI. */
const CHAT_COMPONENT = new Map<unknown, 'user' | 'assistant' | undefined>([
  ['message', 'user'],
  ['response', 'assistant'],
  ['error', undefined],
]);

/**
 * Members of a message that calls tools, in which some servers want the model's thoughts back; LiteLLM, of Claude:
 * https://github.com/openai/openai-agents-python/issues/678
 */
export const THOUGHTS = ['reasoning_content', 'reasoning', 'reasoning_details', 'thinking_blocks'] as const;

/**
 * The earlier messages of a conversation, oldest first: only what the server takes of each entry, other members are dropped,
 * and so are an assistant's messages that hold nothing.
 */
export function history(answer: unknown, { isOpenAI }: Server): Message[] {
  const messages: Message[] = [];
  for (const [index, entry] of (list(answer, LABEL) ?? []).entries()) {
    const where = `${LABEL}: entry ${index + 1}`;
    if (!isObject(entry)) throw invalid(`${where} must be an object with role and content.`);
    if (entry['role'] !== undefined || !CHAT_COMPONENT.has(entry['type'])) {
      messages.push(...message(entry, where, isOpenAI));
    } else if (CHAT_COMPONENT.get(entry['type'])) {
      messages.push(...componentMessage(entry));
    } else if (messages.at(-1)?.role === 'user') {
      // What was not answered goes with its error: some servers want the roles to take turns.
      messages.pop();
    }
  }
  return messages;
}

function message(entry: JsonObject, where: string, isOpenAI: boolean): Message[] {
  const role = ROLES.find((known) => known === entry['role']);
  if (!role) throw invalid(`${where} has no role that can be sent. Its role must be ${oneOf(ROLES)}.`);
  if (role === 'tool') return [toolResult(entry, where)];
  const content = contentOf(entry['content']);
  const { written } = toolCalls(entry);
  if (role === 'assistant' && written.length > 0) {
    const thoughts = isOpenAI ? {} : thoughtsOf(entry);
    return [{ role, content, tool_calls: written, ...thoughts } as unknown as Message];
  }
  if (content !== null) return [{ role, content } as Message];
  if (role === 'assistant') return [];
  throw invalid(`${where} has no content. Its content must be text or an array of content parts.`);
}

/** Text, or content parts; what else an app put there as its text or JSON; null when there is nothing. */
function contentOf(content: unknown): unknown {
  if (typeof content === 'string') return content.trim() ? content : null;
  if (Array.isArray(content)) return content.every(isBlankText) ? null : content;
  return content === undefined || content === null ? null : JSON.stringify(content);
}

const isBlankText = (part: unknown) => {
  const { type, text } = membersOf(part);
  return type === 'text' && typeof text === 'string' && !text.trim();
};

/** The thoughts in a message, under the names the server gave them. */
export const thoughtsOf = (message: JsonObject): JsonObject =>
  Object.fromEntries(THOUGHTS.filter((name) => message[name]).map((name) => [name, message[name]]));

function componentMessage(entry: JsonObject): Message[] {
  const role = CHAT_COMPONENT.get(entry['type']);
  const content = typeof entry['message'] === 'string' ? entry['message'] : '';
  return role && content.trim() ? [{ role, content }] : [];
}

/** What a function gave; an object is sent as its JSON. */
function toolResult(entry: JsonObject, where: string): Message {
  const { tool_call_id, content } = entry;
  if (typeof tool_call_id !== 'string' || !tool_call_id) throw invalid(`${where} has no tool_call_id.`);
  if (content === undefined || content === null) throw invalid(`${where} has no content, the result of the tool.`);
  const sent = typeof content === 'string' || Array.isArray(content) ? content : JSON.stringify(content);
  return { role: 'tool', tool_call_id, content: sent };
}

/** The last so many turns, a turn being a user message and all up to the next; system and developer messages stay. */
export function lastTurns(messages: readonly Message[], turns: number): Message[] {
  const starts = messages.flatMap(({ role }, index) => (role === 'user' ? [index] : []));
  if (turns > 0 && starts.length <= turns) return [...messages];
  const first = turns === 0 ? messages.length : (starts.at(-turns) as number);
  return messages.filter(({ role }, index) => index >= first || role === 'system' || role === 'developer');
}

/** Messages as an app keeps them for the next turn: what is embedded in them is left out, links stay. */
export const withoutFiles = (messages: readonly Message[]): Message[] =>
  messages.map((message) =>
    Array.isArray(message.content) ? ({ ...message, content: message.content.map(withoutData) } as Message) : message
  );

function withoutData(part: unknown): unknown {
  const { type, image_url } = membersOf(part);
  if (type === 'file') return { type: 'text', text: '[file omitted]' };
  const { url } = membersOf(image_url);
  const isData = typeof url === 'string' && url.startsWith('data:');
  return type === 'image_url' && isData ? { type: 'text', text: '[image omitted]' } : part;
}
