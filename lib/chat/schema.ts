import { invalid } from '../errors/failure';
import { fromJson, quoted } from '../form/values';
import { isObject, type JsonObject, listOf, membersOf } from '../json';

/** OpenAI's `response_format.json_schema`, and how a reply is read: OpenAI takes objects only, all else comes in our wrapper. */
type Format = {
  readonly json_schema: { name: string; schema: JsonObject; strict?: boolean };
  readonly reading: 'json' | 'list' | 'item';
  readonly warnings: readonly string[];
};

const LABEL = 'JSON schema';
/** OpenAI's own limits for strict schemas: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas */
const MOST_PROPERTIES = 5000;
const MOST_LEVELS = 10;
/** The deepest that is looked into, lists and choices counted too, which OpenAI does not count. */
const DEEPEST = 100;
const LOOSE = `${LABEL} is followed loosely: for a strict reply each object must list all its properties in "required" and set "additionalProperties" to false.`;
const WORD = /^(string|number|integer|boolean)(\[\])?(\?)?$/;

/**
 * From the field JSON schema to what OpenAI takes: a JSON schema, OpenAI's own `{ name, schema, strict }`, or the short form
 * (`{ "name": "string", "tags": "string[]?" }`). The root has to be an object for OpenAI, so any other is wrapped.
 * https://platform.openai.com/docs/guides/structured-outputs
 */
export function schemaFormat(answer: unknown): Format {
  const value = fromJson(answer, LABEL);
  if (typeof value !== 'object' || value === null) {
    const problem = typeof answer === 'string' && answer.trim() ? 'is not JSON' : 'is empty';
    throw invalid(
      `${LABEL} ${problem}. Enter a JSON schema or a short form such as {"name": "string", "age": "integer?"}.`
    );
  }
  const { schema: root, ...given } = ownFormat(value) ?? { schema: shortForm(value, '', 0) };
  checkSize(root);
  const reading = readingOf(root);
  const schema = reading === 'json' ? root : inItems(root);
  // What has a name of its own is sent as it is.
  const strict = 'name' in given || 'strict' in given ? undefined : isStrict(schema);
  return {
    json_schema: { name: 'result', ...given, schema, ...(strict !== undefined && { strict }) },
    reading,
    warnings: strict === false ? [LOOSE] : [],
  };
}

/** A builder's own schema, alone or in OpenAI's object around it, with or without a name; undefined for the short form. */
function ownFormat(value: unknown): (JsonObject & { readonly schema: JsonObject }) | undefined {
  if (!isObject(value)) return undefined;
  const { type, json_schema, ...rest } = value;
  if (type === 'json_schema') return ownFormat(json_schema ?? rest);
  const { name, schema, strict } = value;
  const isFormat =
    typeof name === 'string' || typeof strict === 'boolean' || (isObject(schema) && isJsonSchema(schema));
  if (isObject(schema) && isFormat) return { ...value, schema };
  return isJsonSchema(value) ? { schema: value } : undefined;
}

const TYPES: readonly unknown[] = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

/** Whether it is a JSON schema and not the short form, in which `{ "type": ["a", "b"] }` is an object with a choice. */
function isJsonSchema(value: JsonObject): boolean {
  const { type, properties, items, additionalProperties } = value;
  if (['$schema', '$ref', '$defs', 'anyOf'].some((key) => key in value)) return true;
  // In the short form a list has one element, or texts.
  if (['oneOf', 'allOf'].map((key) => listOf(value[key])).some((all) => all.length > 1 && all.every(isObject)))
    return true;
  const isType =
    type === 'object' || type === 'array' || (Array.isArray(type) && type.every((name) => TYPES.includes(name)));
  return isType && ([properties, items, additionalProperties].some(isObject) || additionalProperties === true);
}

function readingOf({ type, properties }: JsonObject): Format['reading'] {
  if (type === 'object' || (type === undefined && isObject(properties))) return 'json';
  return type === 'array' ? 'list' : 'item';
}

/** The schema as the member `items` of an object; definitions stay at the root, where $ref looks for them. */
function inItems(root: JsonObject): JsonObject {
  const { $schema, $defs, definitions, ...inner } = rebased(root);
  return {
    ...($schema !== undefined && { $schema }),
    ...objectOf({ items: inner }),
    ...($defs !== undefined && { $defs }),
    ...(definitions !== undefined && { definitions }),
  };
}

/** The schema with its references to the root and into it leading to where the root is then. */
const rebased = (root: JsonObject): JsonObject =>
  JSON.parse(JSON.stringify(root), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string'
      ? value.replace(/^#(?!\/(?:\$defs|definitions)\/)/, '#/properties/items')
      : value
  ) as JsonObject;

const objectOf = (properties: JsonObject): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** A strict schema for a value of the short form; `path` says where in the form it stands. */
function shortForm(value: unknown, path: string, depth: number): JsonObject {
  if (depth > DEEPEST) throw tooDeep();
  if (typeof value === 'string') return word(value, path);
  if (Array.isArray(value)) return listOrChoice(value, path, depth);
  if (!isObject(value) || Object.keys(value).length === 0) throw notShortForm(value, path);
  return objectOf(
    Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, shortForm(member, path ? `${path}.${key}` : key, depth + 1)])
    )
  );
}

function word(value: string, path: string): JsonObject {
  const [, type, many, nullable] = WORD.exec(value.trim()) ?? [];
  if (!type || !path) throw notShortForm(value, path);
  const orNull = (name: string) => (nullable ? [name, 'null'] : name);
  return many ? { type: orNull('array'), items: { type } } : { type: orNull(type) };
}

function listOrChoice(value: readonly unknown[], path: string, depth: number): JsonObject {
  const [only] = value;
  const isList = value.length === 1 && (typeof only !== 'string' || WORD.test(only.trim()));
  if (isList) return { type: 'array', items: shortForm(only, `${path}[]`, depth + 1) };
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

const tooDeep = () =>
  invalid(`${LABEL} is nested more than ${MOST_LEVELS} levels deep, the most that OpenAI takes. Flatten it.`);

/** Throws for a schema that is larger than OpenAI's limits. */
function checkSize(root: JsonObject): void {
  let properties = 0;
  const visit = (schema: unknown, level: number, depth: number): void => {
    if (Array.isArray(schema)) {
      for (const one of schema) visit(one, level, depth + 1);
    } else if (isObject(schema)) {
      const { keys, parts } = partsOf(schema);
      properties += keys.length;
      const within = keys.length > 0 ? level + 1 : level;
      if (properties > MOST_PROPERTIES) {
        throw invalid(`${LABEL} takes up to 5,000 properties in all, as OpenAI does. Ask for fewer.`);
      }
      if (within > MOST_LEVELS || depth > DEEPEST) throw tooDeep();
      for (const part of parts) visit(part, within, depth + 1);
    }
  };
  visit(root, 0, 0);
}

const PARTS = ['items', 'additionalProperties', 'anyOf', 'oneOf', 'allOf'];

/** The names of an object's properties, and the schemas within a schema. */
function partsOf(schema: JsonObject): { keys: string[]; parts: unknown[] } {
  const members = ['properties', '$defs', 'definitions'].flatMap((key) => Object.values(membersOf(schema[key])));
  return {
    keys: Object.keys(membersOf(schema['properties'])),
    parts: [...members, ...PARTS.map((key) => schema[key])],
  };
}

/** Whether every object in the schema lists all its properties as required and forbids others, as strict mode demands. */
function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (!isObject(schema)) return true;
  const { properties, required, additionalProperties } = schema;
  const { keys, parts } = partsOf(schema);
  const isAnObject = [schema['type']].flat().includes('object') || isObject(properties);
  const listed = new Set<unknown>(Array.isArray(required) ? required : []);
  const isClosed = additionalProperties === false && keys.every((key) => listed.has(key));
  return (!isAnObject || isClosed) && parts.every(isStrict);
}
