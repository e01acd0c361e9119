import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { list } from '../form/values';
import { isObject, type JsonObject, membersOf, parsed } from '../json';

type Tool = OpenAI.Chat.ChatCompletionTool;

/** A call the model wants made: its arguments parsed, or the text the model wrote when that is not JSON. */
export type ToolCall = { id: unknown; name: unknown; arguments: unknown };

/** The tools a model may call: OpenAI's tool objects as they are, bare function definitions wrapped in one. */
export const tools = (answer: unknown): Tool[] => (list(answer, 'Tools') ?? []).map(tool);

function tool(value: unknown, index: number): Tool {
  const given = isObject(value) ? value : {};
  const isWhole = typeof given['type'] === 'string' && isObject(given[given['type']]);
  if (isWhole) return given as unknown as Tool;
  const { type: _type, ...definition } = given;
  if (typeof definition['name'] !== 'string' || !definition['name']) {
    throw invalid(`Tools: entry ${index + 1} must be a function definition with a name, or an OpenAI tool object.`);
  }
  return { type: 'function', function: definition as unknown as OpenAI.FunctionDefinition };
}

/** The calls in a reply's message, with a warning for each whose arguments are not JSON. */
export function toolCalls(message: JsonObject): { calls: ToolCall[]; warnings: string[] } {
  const given: unknown[] = Array.isArray(message['tool_calls']) ? message['tool_calls'] : [];
  const written = given.filter(isObject).map((call) => ({ id: call['id'], ...callee(call) }));
  const isBroken = (text: unknown) => typeof text === 'string' && parsed(text) === undefined;
  return {
    calls: written.map(({ id, name, args, input }) => ({
      id,
      name,
      arguments: typeof args === 'string' && !isBroken(args) ? parsed(args) : (args ?? input),
    })),
    warnings: written
      .filter(({ args }) => isBroken(args))
      .map(({ name }) => `The arguments of the call of ${String(name)} are not JSON, so they stay text.`),
  };
}

/** What is called and with what: `arguments` of a function, `input` of a custom tool. */
function callee(call: JsonObject): { name: unknown; args: unknown; input: unknown } {
  const { function: called, custom } = call;
  const { name, arguments: args, input } = membersOf(isObject(called) ? called : custom);
  return { name, args, input };
}
