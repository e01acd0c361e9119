import { invalid } from '../errors/failure';
import { additionalParameters } from '../form/additional';
import { checkNoFile } from '../form/files';
import { escapedLiteral, text, wholeNumber } from '../form/values';
import type { Server } from '../http/connection';
import { chosenModel } from '../models/chosen-model';
import { EFFORTS } from '../models/traits';
import type { Answers } from '../types';
import { attachedFiles } from './attachments';
import { history, lastTurns, type Message } from './history';
import type { ChatForm, Reading } from './request';
import { responseFormat } from './response-format';
import { sampling } from './sampling';
import { ownStopsWarning, stopSequences } from './stop';
import { tools } from './tools';

const FIELDS_FOR = {
  model: 'use Model or Model ID',
  messages: 'use Prompt, System prompt and Message history',
  stream: 'replies are not streamed to an app',
  n: 'use Rows',
  response_format: 'use Response format',
  tools: 'use Tools',
};

/** Reads the whole form; throws at the first mistake, naming the field. */
export function readForm(answers: Answers<'chat'>, server: Server): ChatForm {
  const { isOpenAI } = server;
  const model = chosenModel(answers.custom_model, answers.model, 'chat', server);
  const { id, traits } = model;
  const attached = attachedFiles(answers, model);
  const called = tools(answers.tools);
  const { parameters, warnings } = sampling(answers, model, { efforts: EFFORTS, hasTools: called.length > 0 });
  const limit = wholeNumber(answers.max_tokens, 'Max Tokens', 1);
  const limitName = isOpenAI || traits?.max_tokens === false ? 'max_completion_tokens' : 'max_tokens';
  const stops = stopSequences(answers.stop_sequence);
  const cutHere = stops.length > 0 && traits?.stop === false;
  const format = responseFormat(answers, model);
  const additional = additionalParameters(answers.additional_chat_parameters, FIELDS_FOR);
  const suffix = escapedLiteral(answers.suffix, 'Suffix') ?? '';
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
    ...textsAndHistory(answers, server, attached.length > 0),
    attached,
    needsJsonWord: format.needsJsonWord,
    reading: format.reading,
    isOpenAI,
    ownStops: cutHere ? stops : [],
    suffix,
    additional,
    warnings: [
      ...warnings,
      ...(cutHere ? [ownStopsWarning(id)] : []),
      ...format.warnings,
      ...suffixWarning(suffix, format.reading),
    ],
  };
}

const suffixWarning = (suffix: string, reading: Reading) =>
  suffix && reading !== 'text' ? ['Suffix was left out, because the reply is JSON.'] : [];

function textsAndHistory(
  answers: Answers<'chat'>,
  server: Server,
  hasAttachments: boolean
): Pick<ChatForm, 'earlier' | 'texts'> {
  checkNoFile(answers.prompt, 'Prompt', 'Images and PDFs', 'a picture or PDF');
  if (Array.isArray(answers.prompt)) {
    throw invalid('Prompt must be one text, not a list. Bind the list in Rows to run one chat for each element.');
  }
  const prompt = text(answers.prompt, 'Prompt');
  const limit = wholeNumber(answers.history_limit, 'History limit', 0);
  const messages: readonly Message[] = history(answers.message_history, server);
  // Without a prompt of its own the query answers the last turn of the history, which is then not counted.
  const ownTurn = prompt !== undefined || hasAttachments ? 0 : 1;
  return {
    earlier: limit === undefined ? messages : lastTurns(messages, limit + ownTurn),
    texts: { system: text(answers.system_prompt, 'System prompt'), prompt },
  };
}
