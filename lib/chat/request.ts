import type OpenAI from 'openai';
import { additionalParameters } from '../form/additional';
import { chosenModel } from '../models/chosen-model';
import type { Connection } from '../http/connection';
import { invalid } from '../errors/failure';
import { chatModel, type ChatModel } from '../models/table';
import type { Answers } from '../types';
import { choice, escapedLiteral, isObject, oneOf, text, wholeNumber } from '../form/values';
import { attachments } from './attachments';
import { history, lastTurns, type Message } from './history';
import type { Texts } from './rows';
import { sampling } from './sampling';
import { schemaFormat } from './schema';
import { stopSequences } from './stop';
import { tools } from './tools';

export type Body = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;

/** How the reply's text is read: as it is, as JSON, or as the JSON list within our wrapper. */
type Reading = 'text' | 'json' | 'items';

/** What goes to OpenAI, and what is done with the reply when it is back. */
export type Request = {
  readonly body: Body;
  /** The messages an app keeps for the next turn: all but those of the plugin and of the field System prompt. */
  readonly conversation: readonly Message[];
  readonly reading: Reading;
  /** Stops that the server is not asked to obey: the reply is cut at them here. */
  readonly cutAt: readonly string[];
  readonly suffix: string;
  /** Parameters of the field Additional parameters, which may be left out when the server refuses them. */
  readonly additional: readonly string[];
  readonly warnings: readonly string[];
};

/** What the form says, read once; the texts of a row then make a request of it. */
export type Plan = Omit<Request, 'body' | 'conversation'> &
  Texts & {
    readonly model: string;
    readonly parameters: Omit<Body, 'model' | 'messages'>;
    readonly earlier: readonly Message[];
    readonly attached: readonly OpenAI.Chat.ChatCompletionContentPart[];
    readonly saysJson: boolean;
  };

const FIELDS_FOR = {
  model: 'use Model or Model ID',
  messages: 'use Prompt, System prompt and Message history',
  stream: 'replies are not streamed to an app',
  n: 'use Rows',
  response_format: 'use Response format',
  tools: 'use Tools',
};

/** Reads the whole form; throws at the first mistake, naming the field. */
export function planOf({ modernLimit }: Connection, answers: Answers<'chat'>): Plan {
  const model = chosenModel(answers.custom_model, answers.model, 'chat');
  const known = chatModel(model);
  const attached = attachments(answers.images, answers.image_detail);
  if (attached.length > 0 && known?.images === false) {
    throw invalid(`Images and PDFs cannot be used with ${model}. Choose a model that sees, such as gpt-5.2 or gpt-4o.`);
  }
  const called = tools(answers.tools);
  const { parameters, warnings } = sampling(answers, model, called.length > 0);
  const limit = wholeNumber(answers.max_tokens, 'Max Tokens', 1);
  const limitName = modernLimit || known?.max_tokens === false ? 'max_completion_tokens' : 'max_tokens';
  const stops = stopSequences(answers.stop_sequence);
  const format = responseFormat(answers, model, known);
  const additional = additionalParameters(answers.additional_chat_parameters, FIELDS_FOR);
  const suffix = escapedLiteral(answers.suffix, 'Suffix') ?? '';
  const cutHere = stops.length > 0 && known?.stop === false;
  return {
    model,
    parameters: {
      ...(limit !== undefined && { [limitName]: limit }),
      ...parameters,
      ...(stops.length > 0 && !cutHere && { stop: stops.length > 1 ? [...stops] : stops[0] }),
      ...format.parameters,
      ...(called.length > 0 && { tools: called }),
      ...additional,
    },
    ...turns(answers, attached.length > 0),
    attached,
    saysJson: format.saysJson,
    reading: format.reading,
    cutAt: cutHere ? stops : [],
    suffix,
    additional: Object.keys(additional),
    warnings: [
      ...warnings,
      ...(cutHere ? [cutWarning(model)] : []),
      ...format.warnings,
      ...suffixWarning(suffix, format.reading),
    ],
  };
}

/** What is said when the reply is cut here in place of the server. */
export const cutWarning = (model: string) =>
  `Stop sequence was not sent, because ${model} does not take it; the reply is cut at it here instead.`;

const suffixWarning = (suffix: string, reading: Reading) =>
  suffix && reading !== 'text' ? ['Suffix was left out, because the reply is JSON.'] : [];

function turns(answers: Answers<'chat'>, hasAttachments: boolean): Pick<Plan, 'earlier' | 'system' | 'prompt'> {
  if (Array.isArray(answers.prompt)) {
    throw invalid('Prompt must be one text, not a list. Bind the list in Rows to run one chat for each element.');
  }
  const prompt = text(answers.prompt, 'Prompt');
  const limit = wholeNumber(answers.history_limit, 'History limit', 0);
  const messages = history(answers.message_history);
  // Without a prompt of its own the query answers the last turn of the history, which is then not counted.
  const ownTurn = prompt !== undefined || hasAttachments ? 0 : 1;
  return {
    earlier: limit === undefined ? messages : lastTurns(messages, limit + ownTurn),
    system: text(answers.system_prompt, 'System prompt'),
    prompt,
  };
}

type ChosenFormat = {
  parameters: Pick<Body, 'response_format'>;
  reading: Reading;
  saysJson: boolean;
  warnings: readonly string[];
};

function responseFormat(answers: Answers<'chat'>, model: string, known: ChatModel | undefined): ChosenFormat {
  const type = choice(answers.response_format, 'Response format', ['text', 'json_object', 'json_schema']) ?? 'text';
  if (type === 'text') return { parameters: {}, reading: 'text', saysJson: false, warnings: [] };
  if (known?.[type] === false) {
    const name = type === 'json_object' ? 'JSON object' : 'JSON schema';
    const others = oneOf(['gpt-5.2', 'gpt-4.1', 'gpt-4o']);
    throw invalid(`Response format ${name} is not offered by ${model}. Choose a model that has it, such as ${others}.`);
  }
  if (type === 'json_object') {
    return { parameters: { response_format: { type } }, reading: 'json', saysJson: true, warnings: [] };
  }
  const { json_schema, wrapped, warnings } = schemaFormat(answers.json_schema);
  return {
    parameters: { response_format: { type, json_schema } },
    reading: wrapped ? 'items' : 'json',
    saysJson: false,
    warnings,
  };
}

/** The request of a plan, with the texts of the form or of a row. */
export function requestOf(plan: Plan, { system, prompt }: Texts): Request {
  const { model, parameters, earlier, attached, saysJson, system: _system, prompt: _prompt, ...rest } = plan;
  const conversation = [...earlier, ...turn(prompt, attached)];
  const last = conversation.at(-1)?.role;
  if (last !== 'user' && last !== 'tool') {
    throw invalid('Prompt is empty. Fill it in, or end Message history with a user message.');
  }
  const messages: Message[] = [
    ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
    ...conversation,
  ];
  const preface: Message[] =
    saysJson && !messages.some(mentionsJson) ? [{ role: 'system', content: 'Answer in JSON.' }] : [];
  return { ...rest, body: { model, messages: [...preface, ...messages], ...parameters }, conversation };
}

function turn(prompt: string | undefined, attached: Plan['attached']): Message[] {
  const said = prompt === undefined ? [] : [{ type: 'text' as const, text: prompt }];
  if (attached.length > 0) return [{ role: 'user', content: [...said, ...attached] }];
  return prompt === undefined ? [] : [{ role: 'user', content: prompt }];
}

/** OpenAI refuses JSON object mode unless some message has the word. */
function mentionsJson({ content }: Message): boolean {
  const parts: unknown[] = Array.isArray(content) ? content : [{ text: content }];
  return parts.some((part) => isObject(part) && typeof part['text'] === 'string' && /json/i.test(part['text']));
}
