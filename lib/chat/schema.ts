import { invalid } from '../errors/failure';
import { quoted } from '../form/values';
import { isObject, type JsonObject, membersOf, parsed } from '../json';

/** OpenAI's `response_format.json_schema`, and whether its root is our wrapper `{ items }` around a list. */
type Format = {
  readonly json_schema: { name: string; schema: JsonObject; strict?: boolean };
  readonly wrapped: boolean;
  readonly warnings: readonly string[];
};

const LABEL = 'JSON schema';
const WORD = /^(string|number|integer|boolean)(\[\])?(\?)?$/;

/**
 * From the field JSON schema to what OpenAI takes: a JSON schema, OpenAI's own `{ name, schema, strict }`, or the short form
 * (`{ "name": "string", "tags": "string[]?" }`). The root has to be an object for OpenAI, so a list is wrapped.
 * https://platform.openai.com/docs/guides/structured-outputs
 */
export function schemaFormat(answer: unknown): Format {
  const value = typeof answer === 'string' ? parsed(answer) : answer;
  if (typeof value !== 'object' || value === null) {
    const problem = typeof answer === 'string' && answer.trim() ? 'is not JSON' : 'is empty';
    throw invalid(
      `${LABEL} ${problem}. Enter a JSON schema or a short form such as {"name": "string", "age": "integer?"}.`
    );
  }
  if (isObject(value) && isObject(value['schema']) && typeof value['name'] === 'string') {
    const { name, schema, ...rest } = value;
    return { json_schema: { name, schema, ...rest }, wrapped: false, warnings: [] };
  }
  const own = isObject(value) && isJsonSchema(value);
  const schema = own ? value : shortForm(value, '');
  const strict = isStrict(schema);
  const wrapped = schema['type'] === 'array';
  return {
    json_schema: { name: 'result', schema: wrapped ? inItems(schema) : schema, strict },
    wrapped,
    warnings: strict
      ? []
      : [
          `${LABEL} is followed loosely: for a strict reply each object must list all its properties in "required" and set "additionalProperties" to false.`,
        ],
  };
}

function isJsonSchema(value: JsonObject): boolean {
  const { type, properties, items } = value;
  if ('$schema' in value || '$ref' in value || 'anyOf' in value) return true;
  return (type === 'object' && isObject(properties)) || (type === 'array' && isObject(items));
}

/** The schema of a list as the member `items` of an object; definitions stay at the root, where $ref looks for them. */
function inItems({ $schema, $defs, definitions, ...list }: JsonObject): JsonObject {
  return {
    ...($schema !== undefined && { $schema }),
    ...objectOf({ items: list }),
    ...($defs !== undefined && { $defs }),
    ...(definitions !== undefined && { definitions }),
  };
}

const objectOf = (properties: JsonObject): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** A strict schema for a value of the short form; `path` says where in the form it stands. */
function shortForm(value: unknown, path: string): JsonObject {
  if (typeof value === 'string') return word(value, path);
  if (Array.isArray(value)) return listOrChoice(value, path);
  if (!isObject(value) || Object.keys(value).length === 0) throw notShortForm(value, path);
  return objectOf(
    Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, shortForm(member, path ? `${path}.${key}` : key)])
    )
  );
}

function word(value: string, path: string): JsonObject {
  const [, type, many, nullable] = WORD.exec(value.trim()) ?? [];
  if (!type || !path) throw notShortForm(value, path);
  const orNull = (name: string) => (nullable ? [name, 'null'] : name);
  return many ? { type: orNull('array'), items: { type } } : { type: orNull(type) };
}

function listOrChoice(value: readonly unknown[], path: string): JsonObject {
  const [only] = value;
  const isList = value.length === 1 && (typeof only !== 'string' || WORD.test(only.trim()));
  if (isList) return { type: 'array', items: shortForm(only, `${path}[]`) };
  const isChoice = path !== '' && value.length > 0 && value.every((text) => typeof text === 'string');
  if (!isChoice) throw notShortForm(value, path);
  return { type: 'string', enum: value };
}

const notShortForm = (value: unknown, path: string) =>
  invalid(
    path
      ? `${LABEL}: ${path} must be string, number, integer or boolean (with [] for a list, ? for a value that may be null), a list or an object, not ${quoted(value)}.`
      : `${LABEL} must describe an object or a list, such as {"name": "string"} or [{"name": "string"}], not ${quoted(value)}.`
  );

/** Whether every object in the schema lists all its properties as required and forbids others, as strict mode demands. */
function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (!isObject(schema)) return true;
  const { properties, required, additionalProperties } = schema;
  const keys = isObject(properties) ? Object.keys(properties) : [];
  const isAnObject = [schema['type']].flat().includes('object') || isObject(properties);
  const listed = Array.isArray(required) ? required : [];
  const isClosed = additionalProperties === false && keys.every((key) => listed.includes(key));
  const members = ['properties', '$defs', 'definitions'].flatMap((key) => Object.values(membersOf(schema[key])));
  const within = [...members, schema['items'], schema['anyOf'], schema['oneOf'], schema['allOf']];
  return (!isAnObject || isClosed) && within.every(isStrict);
}
