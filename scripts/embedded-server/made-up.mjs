/* Answers that are made up from what was said: text, JSON of the form that was asked for, and calls of tools. */
import { createHash } from 'node:crypto';

/** The reply to the prompt of the documentation page's example. */
const EXAMPLE = /key principles of machine learning/;
const EXAMPLE_REPLY =
  'Machine learning is the part of artificial intelligence in which a program learns from data instead of being given rules. Its key principles are: 1. Learning from data. 2. Generalisation to cases never seen before.';

/** A number that is always the same for a text. */
export const numberOf = (text) => createHash('sha256').update(text).digest().readUInt32LE();

/** The text of a message, its pictures and files in brackets. */
export function textOf({ content }) {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ type, text }) => text ?? `[${type}]`).join(' ');
}

/** Text, or JSON of the form that was asked for. */
export function replyTo(message, format = { type: 'text' }) {
  const said = textOf(message);
  if (format.type === 'json_object') return JSON.stringify({ made_up: true, you_said: said });
  if (format.type === 'json_schema') return JSON.stringify(valueFor(format.schema ?? format.json_schema.schema, said));
  if (EXAMPLE.test(said)) return EXAMPLE_REPLY;
  return message.role === 'tool' ? `(made up) The tool said: ${said}` : `(made up) You said: ${said}`;
}

/** A value that a simple JSON schema allows; its choices and numbers are those of the text, where it has any. */
export function valueFor(schema, said) {
  const numbers = (said.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  const valueOf = ({ type, properties = {}, items = {}, enum: choices, anyOf }, name) => {
    if (anyOf) return valueOf(anyOf[0], name);
    if (choices) return choiceIn(choices, said);
    const [kind = 'object'] = [type].flat();
    if (kind === 'array') return [valueOf(items, name)];
    if (kind === 'object')
      return Object.fromEntries(Object.entries(properties).map(([key, member]) => [key, valueOf(member, key)]));
    if (kind === 'integer') return Math.trunc(numbers.shift() ?? 1);
    if (kind === 'number') return numbers.shift() ?? 1.5;
    return { boolean: true, null: null }[kind] ?? `(made up) ${name}`;
  };
  return valueOf(schema, 'text');
}

/** The choice that the text mentions, else one of them that depends on it. */
export const choiceIn = (choices, said) =>
  choices.find((choice) => typeof choice === 'string' && said.toLowerCase().includes(choice.toLowerCase())) ??
  choices[numberOf(`choice ${said}`) % choices.length];

/** The function that is called, and with what; undefined when the model may call none. */
export function callOf(tools, choice, said) {
  if (!tools?.length || choice === 'none') return undefined;
  const wanted = choice?.function?.name ?? choice?.name;
  const all = tools.map((tool) => tool.function ?? tool);
  const chosen = all.find(({ name }) => name === wanted) ?? choiceOf(all, said);
  return { name: chosen.name, arguments: JSON.stringify(valueFor(chosen.parameters ?? {}, said)) };
}

/** The function of whose name the text has most words. */
function choiceOf(functions, said) {
  const hits = ({ name }) =>
    name.split(/[_\W]+/).filter((word) => said.toLowerCase().includes(word.toLowerCase())).length;
  return [...functions].sort((one, other) => hits(other) - hits(one))[0];
}
