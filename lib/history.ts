import type OpenAI from 'openai';
import { invalid } from './errors';
import { isObject, list, oneOf } from './values';

type Message = OpenAI.Chat.ChatCompletionMessageParam;

const LABEL = 'Message history';
const ROLES = ['system', 'developer', 'user', 'assistant'] as const;

/** The earlier messages of a conversation, oldest first: only what OpenAI takes of each entry, other members are dropped. */
export const history = (answer: unknown): Message[] => (list(answer, LABEL) ?? []).map(message);

function message(entry: unknown, index: number): Message {
  const where = `${LABEL}: entry ${index + 1}`;
  if (!isObject(entry)) throw invalid(`${where} must be an object with role and content.`);
  const role = ROLES.find((known) => known === entry['role']);
  if (!role) throw invalid(`${where} has no role that can be sent. Its role must be ${oneOf(ROLES)}.`);
  const content = typeof entry['content'] === 'number' ? String(entry['content']) : entry['content'];
  const filled = typeof content === 'string' ? content.trim() : Array.isArray(content) && content.length;
  if (!filled) throw invalid(`${where} has no content. Its content must be text or an array of content parts.`);
  return { role, content } as Message;
}
