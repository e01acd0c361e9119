import { isObject, type JsonObject } from '../json';
import { isSet } from './values';

/** The Operation and the fields of a saved query, whatever version of the plugin saved it, under today's names. */
export function upgraded(options: unknown): { operation: unknown; answers: JsonObject } {
  const answers = isObject(options) ? options : {};
  const { operation } = answers;
  if (operation === 'completion') return { operation: 'chat', answers };
  if (operation === 'generate_embedding') return { operation, answers: { ...answers, ...embeddingFields(answers) } };
  return { operation, answers };
}

/** From 2025 to 2026 each embedding model had fields of its own, named by number. */
const FIELD_NUMBERS: ReadonlyMap<unknown, number> = new Map([
  ['text-embedding-3-small', 1],
  ['text-embedding-3-large', 2],
  ['text-embedding-ada-002', 3],
]);

/**
 * `input_M1`, or `input__m1` as ToolJet respelled it in defaults, read in that version's order. A field of today's form
 * wins over both.
 */
function embeddingFields(answers: JsonObject): JsonObject {
  const number = String(FIELD_NUMBERS.get(answers['model_embedding'] || 'text-embedding-3-small'));
  const named = (field: string) =>
    [field, `${field}__m${number}`, `${field}_M${number}`].map((key) => answers[key]).find(isSet);
  return { input: named('input'), encoding_format: named('encoding_format'), dimensions: named('dimensions') };
}
