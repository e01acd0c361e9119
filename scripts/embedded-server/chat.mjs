import { checkChat } from './refused.mjs';
import { callOf, replyTo, textOf } from './made-up.mjs';
import { json, refusal, seconds, tokensIn } from './replies.mjs';

let count = 0;

/** A call of a tool where there are tools, and after a tool's answer, or without tools, text or JSON. */
export const chatRoom = {
  'POST /chat/completions': ({ body }) => {
    if (!body?.messages?.length) throw refusal(400, "Missing required parameter: 'messages'.", { param: 'messages' });
    checkChat(body);
    const { model, messages, tools, tool_choice } = body;
    const last = messages.at(-1);
    const call = last.role === 'tool' ? undefined : callOf(tools, tool_choice, textOf(last));
    const { message, finish_reason } = call ? calling(call) : saying(replyTo(last, body.response_format), body);
    const prompt_tokens = tokensIn(messages.map(textOf).join('\n'));
    const completion_tokens = tokensIn(message.content ?? call.arguments);
    count += 1;
    return json({
      id: `chatcmpl-${count}`,
      object: 'chat.completion',
      created: seconds(),
      model,
      choices: [{ index: 0, message: { role: 'assistant', refusal: null, ...message }, logprobs: null, finish_reason }],
      usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
    });
  },
};

const calling = (call) => ({
  message: { content: null, tool_calls: [{ id: 'call_1', type: 'function', function: call }] },
  finish_reason: 'tool_calls',
});

/** The text up to the first stop, cut at the limit of tokens. */
function saying(text, { stop, max_tokens, max_completion_tokens }) {
  const ends = [stop ?? []]
    .flat()
    .map((end) => text.indexOf(end))
    .filter((at) => at >= 0);
  const whole = text.slice(0, Math.min(...ends, text.length));
  const content = whole.slice(0, 4 * (max_completion_tokens ?? max_tokens ?? Infinity));
  return { message: { content }, finish_reason: content === whole ? 'stop' : 'length' };
}
