import { invalid } from '../errors/failure';
import { choice, isBlank } from '../form/values';
import type { ChosenModel } from '../models/chosen-model';
import { suggestedChatModels } from '../models/suggested';
import type { Answers } from '../types';
import type { Body, Reading } from './request';
import { schemaFormat } from './schema';

type ChosenFormat = {
  parameters: Pick<Body, 'response_format'>;
  reading: Reading;
  needsJsonWord: boolean;
  warnings: readonly string[];
};

/** From Response format and JSON schema to what is sent and how the reply is read. */
export function responseFormat(
  answers: Pick<Answers<'chat'>, 'response_format' | 'json_schema'>,
  { id, rules }: ChosenModel<'chat'>
): ChosenFormat {
  const type = choice(answers.response_format, 'Response format', ['text', 'json_object', 'json_schema']) ?? 'text';
  if (type === 'text') {
    const warnings = unusedSchema(answers.json_schema, 'Text');
    return { parameters: {}, reading: 'text', needsJsonWord: false, warnings };
  }
  if (rules?.[type] === false) {
    const name = type === 'json_object' ? 'JSON object' : 'JSON schema';
    const others = suggestedChatModels((known) => known[type]);
    throw invalid(`Response format ${name} is not offered by ${id}. Choose a model that has it, ${others}.`);
  }
  if (type === 'json_object') {
    const warnings = unusedSchema(answers.json_schema, 'JSON object');
    return { parameters: { response_format: { type } }, reading: 'json', needsJsonWord: true, warnings };
  }
  const { json_schema, ...read } = schemaFormat(answers.json_schema);
  return { parameters: { response_format: { type, json_schema } }, needsJsonWord: false, ...read };
}

const unusedSchema = (schema: unknown, format: string): string[] =>
  isBlank(schema) ? [] : [`JSON schema was left out, because Response format is ${format}.`];
