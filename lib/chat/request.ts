import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { isObject, type JsonObject } from '../json';
import type { ChosenModel } from '../models/chosen-model';
import type { Message } from './history';
import type { Texts } from './rows';

export type Body = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;

/** How the reply's text is read: as it is, as JSON, or as the list or other value within our wrapper. */
export type Reading = 'text' | JsonReading;
export type JsonReading = 'json' | 'list' | 'item';

/** What is done with a reply when it is back. */
export type ReplyReading = {
  /** The limits that were asked for, to be named when a reply was cut. */
  readonly body: Pick<Body, 'max_completion_tokens' | 'max_tokens'>;
  readonly reading: Reading;
  /** Whether it goes to OpenAI's own server or Azure's. */
  readonly isOpenAI: boolean;
  /** Stops that the server is not asked to obey: the reply is cut at them here. */
  readonly ownStops: readonly string[];
  readonly suffix: string;
};

/** What goes to OpenAI, and what is done with the reply. */
export type ChatRequest = ReplyReading & {
  readonly body: Body;
  /** The messages an app keeps for the next turn: all but those of the plugin and of the field System prompt. */
  readonly conversation: readonly Message[];
  readonly warnings: readonly string[];
};

/** What the form says, read once; the texts of the form or of a row make a request of it. */
export type ChatForm = Omit<ChatRequest, 'body' | 'conversation'> & {
  readonly model: ChosenModel<'chat'>;
  readonly parameters: Omit<Body, 'model' | 'messages'>;
  readonly earlier: readonly Message[];
  readonly texts: Texts;
  readonly attached: readonly OpenAI.Chat.ChatCompletionContentPart[];
  /** What Additional parameters hold, which may be left out when the server refuses it. */
  readonly additional: JsonObject;
  /** Whether the word JSON has to be in some message. */
  readonly needsJsonWord: boolean;
};

/**
 * What makes the requests of a form, with its own texts or those of a row; throws `noPrompt` when there is nothing to answer. A
 * batch makes 200,000 of them: named members are copied ten times as fast as the rest of an object.
 */
export function requestsOf(form: ChatForm, noPrompt: string): (texts: Texts) => ChatRequest {
  const { model, parameters, earlier, attached, needsJsonWord } = form;
  const { reading, isOpenAI, ownStops, suffix, warnings } = form;
  return ({ system, prompt }) => {
    const conversation = [...earlier, ...userMessage(prompt, attached)];
    const last = conversation.at(-1)?.role;
    if (last !== 'user' && last !== 'tool') throw invalid(noPrompt);
    const messages: Message[] =
      system === undefined ? conversation : [{ role: 'system', content: system }, ...conversation];
    const preface: Message[] =
      needsJsonWord && !messages.some(mentionsJson) ? [{ role: 'system', content: 'Answer in JSON.' }] : [];
    const body = { model: model.id, messages: [...preface, ...messages], ...parameters };
    return { body, conversation, reading, isOpenAI, ownStops, suffix, warnings };
  };
}

/** The query's own user message; none when it has neither prompt nor files. */
function userMessage(prompt: string | undefined, attached: ChatForm['attached']): Message[] {
  if (attached.length === 0) return prompt === undefined ? [] : [{ role: 'user', content: prompt }];
  const written = prompt === undefined ? [] : [{ type: 'text' as const, text: prompt }];
  return [{ role: 'user', content: [...written, ...attached] }];
}

/** OpenAI refuses JSON object mode unless some message has the word. */
function mentionsJson({ content }: Message): boolean {
  const parts: unknown[] = Array.isArray(content) ? content : [{ text: content }];
  return parts.some((part) => isObject(part) && typeof part['text'] === 'string' && /json/i.test(part['text']));
}
