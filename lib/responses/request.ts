import type OpenAI from 'openai';
import { attachedFiles } from '../chat/attachments';
import { responseFormat } from '../chat/response-format';
import { sampling } from '../chat/sampling';
import { invalid } from '../errors/failure';
import { additionalParameters } from '../form/additional';
import { checkNoFile } from '../form/files';
import { id } from '../form/ids';
import { choice, text, wholeNumber } from '../form/values';
import type { Adaptable } from '../http/adapting';
import type { Server } from '../http/connection';
import { type JsonObject, membersOf } from '../json';
import { type ChosenModel, chosenModel } from '../models/chosen-model';
import { EFFORTS_OF_RESPONSES } from '../models/traits';
import type { Answers } from '../types';
import { WRAPPERS } from './format';
import { hostedTools, INCLUDE } from './tools';

type Body = OpenAI.Responses.ResponseCreateParamsNonStreaming;

const FIELDS_FOR = {
  model: 'use Model or Model ID',
  input: 'use Prompt and Images and PDFs',
  instructions: 'use System prompt',
  tools: 'use Web search, Vector store, Code interpreter and MCP servers',
  stream: 'replies are not streamed to an app',
  background: 'use Run in background',
  previous_response_id: 'use Previous response',
  text: 'use Response format and Verbosity',
};

/** A request to the Responses API, and what to say about it. */
export type AskRequest = Adaptable & {
  readonly body: Body;
  readonly model: ChosenModel<'chat'>;
  readonly additional: JsonObject;
  readonly isBackground: boolean;
};

/** Reads the whole form; throws at the first mistake, naming the field. */
export function askRequest(answers: Answers<'ask'>, server: Server): AskRequest {
  const model = chosenModel(answers.custom_model, answers.model, 'chat', server);
  checkNoFile(answers.prompt, 'Prompt', 'Images and PDFs', 'a picture or PDF');
  const prompt = text(answers.prompt, 'Prompt');
  const attached = attachedFiles(answers, model);
  if (prompt === undefined && attached.length === 0) throw invalid('Prompt is empty. Enter the question.');
  const instructions = text(answers.system_prompt, 'System prompt');
  const { parameters, warnings } = sampling(answers, model, { efforts: EFFORTS_OF_RESPONSES, hasTools: false });
  const { temperature, reasoning_effort: effort, verbosity } = parameters;
  // The API's least: https://platform.openai.com/docs/api-reference/responses/create
  const limit = wholeNumber(answers.max_tokens, 'Max Tokens', 16);
  const { tools, mustSearch, warnings: unused } = hostedTools(answers);
  const previous = id(answers.previous_response_id, 'Previous response');
  const isBackground = choice(answers.run_in_background, 'Run in background', ['no', 'yes']) === 'yes';
  const format = responseFormat(answers, model);
  const texts = { ...formatOf(format), ...(verbosity && { verbosity }) };
  const additional = additionalParameters(answers.additional_response_parameters, FIELDS_FOR);
  const reasoning = { ...(effort && { effort }), ...membersOf(additional['reasoning']) };
  const body = {
    model: model.id,
    input: inputOf(prompt, attached, format.needsJsonWord && !/json/i.test(prompt ?? '')),
    ...(instructions !== undefined && { instructions }),
    ...(limit !== undefined && { max_output_tokens: limit }),
    ...(temperature !== undefined && { temperature }),
    ...(Object.keys(texts).length > 0 && { text: texts }),
    ...(tools.length > 0 && { tools, include: [...INCLUDE] }),
    // The SDK's type has only the old name of the tool: https://platform.openai.com/docs/guides/tools-web-search
    ...(mustSearch && { tool_choice: { type: 'web_search' } }),
    ...(previous !== undefined && { previous_response_id: previous }),
    ...(isBackground && { background: true }),
    ...additional,
    ...(Object.keys(reasoning).length > 0 && { reasoning }),
  } as unknown as Body;
  return { body, model, additional, isBackground, warnings: [...warnings, ...unused, ...format.warnings] };
}

type Format = ReturnType<typeof responseFormat>;

/** Chat's Response format as this API has it: flat, a wrapper known by its name when the reply is back. */
function formatOf({ parameters, reading }: Format): { format?: OpenAI.Responses.ResponseFormatTextConfig } {
  const { response_format } = parameters;
  if (response_format?.type === 'json_object') return { format: response_format };
  if (response_format?.type !== 'json_schema') return {};
  const name = reading === 'list' || reading === 'item' ? WRAPPERS[reading] : response_format.json_schema.name;
  return {
    format: { type: 'json_schema', ...response_format.json_schema, name } as OpenAI.Responses.ResponseFormatTextConfig,
  };
}

type Attached = ReturnType<typeof attachedFiles>[number];

/** The prompt as it is, or a message of it and the files; OpenAI wants the word JSON in it for JSON object. */
function inputOf(prompt: string | undefined, attached: readonly Attached[], needsJsonWord: boolean): Body['input'] {
  if (attached.length === 0 && !needsJsonWord) return prompt;
  const content = [
    ...(prompt === undefined ? [] : [{ type: 'input_text' as const, text: prompt }]),
    ...attached.map(partOf),
  ];
  return [
    ...(needsJsonWord ? [{ role: 'developer' as const, content: 'Answer in JSON.' }] : []),
    { role: 'user', content },
  ];
}

function partOf(part: Attached): OpenAI.Responses.ResponseInputContent {
  if (part.type === 'file') return { type: 'input_file', ...part.file };
  const { url, detail } = (part as OpenAI.Chat.ChatCompletionContentPartImage).image_url;
  return { type: 'input_image', image_url: url, detail: detail ?? 'auto' };
}
