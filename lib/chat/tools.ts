import { randomBytes } from 'node:crypto';
import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { list } from '../form/values';
import { exactly, exactWarnings, isObject, type JsonObject, listOf, membersOf } from '../json';

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

/** The calls of a reply: for the app, and as the next turn's history needs them. */
type Calls = {
  readonly calls: readonly ToolCall[];
  readonly written: readonly JsonObject[];
  readonly warnings: readonly string[];
};

/**
 * The calls in a reply's message, with a warning for arguments that are not JSON or hold integers too long for a number.
 * `exactText` gives the JSON text of the arguments of a call as it came, by the call's place.
 */
export function toolCalls(message: JsonObject, exactText?: (place: number) => string | undefined): Calls {
  const given = listOf(message['tool_calls']).flatMap((whole, place) =>
    isObject(whole) ? [call(whole, () => exactText?.(place))] : []
  );
  return {
    calls: given.map(({ id, name, value }) => ({ id, name, arguments: value })),
    written: given.map(({ written }) => written),
    warnings: given.flatMap(({ warnings }) => warnings),
  };
}

/**
 * The message with an id for each call, which some servers leave blank (https://github.com/vercel/ai/issues/7834) although the
 * next turn needs it; a call in the older form, `function_call`, is one of the newer.
 */
export function withCallIds(message: JsonObject): JsonObject {
  const { tool_calls, function_call } = message;
  const given = listOf(tool_calls);
  const older = isObject(function_call) ? [{ type: 'function', function: function_call }] : [];
  const calls = given.some(isObject) ? given : older;
  const withId = (call: unknown) => (isObject(call) && !call['id'] ? { ...call, id: newId() } : call);
  return { ...message, tool_calls: calls.map(withId) };
}

const newId = () => `call_${randomBytes(18).toString('base64url')}`;

type Call = {
  readonly id: unknown;
  readonly name: unknown;
  readonly value: unknown;
  readonly written: JsonObject;
  readonly warnings: readonly string[];
};

/** A call, whose arguments some servers give as an object, as '', null or not at all. A custom tool has any text as `input`. */
function call(whole: JsonObject, exactText: () => string | undefined): Call {
  const { id, function: called, custom } = whole;
  if (!isObject(called)) {
    const { name, input } = membersOf(custom);
    return { id, name, value: input, written: whole, warnings: [] };
  }
  const { name, arguments: args } = called;
  const given = typeof args === 'string' ? args.trim() : args == null ? '' : (exactText() ?? JSON.stringify(args));
  const text = given === '' || given === 'null' ? '{}' : given;
  const exact = exactly(text);
  const where = `the call of ${String(name)}`;
  const isBroken = exact.value === undefined;
  return {
    id,
    name,
    value: isBroken ? text : exact.value,
    written: { ...whole, function: { ...called, arguments: isBroken ? args : text } },
    warnings: isBroken
      ? [`The arguments of ${where} are not JSON, so they stay text.`]
      : exactWarnings(exact, `in ${where}`),
  };
}
