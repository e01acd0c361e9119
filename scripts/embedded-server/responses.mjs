import { documentsFor } from './documents.mjs';
import { callOf, replyTo, textOf } from './made-up.mjs';
import { citationsOf, itemsOf } from './hosted-tools.mjs';
import { checkResponse } from './refused.mjs';
import { json, refusal, seconds, tokensIn } from './replies.mjs';

/** The response that docs/ and the playground's App state name. */
const EXAMPLE = {
  model: 'gpt-5.2',
  input: 'How long can I return an order?',
  said: 'You can return an order within 30 days.',
};

/** Responses by their ids, with what was asked; one that was started in the background is done after a `stage`. */
export function responsesRoom(stage) {
  const kept = new Map([['resp_abc123', { ...responseOf('resp_abc123', EXAMPLE, EXAMPLE.said), doneAt: 0 }]]);
  const find = (id) => {
    if (!kept.has(id)) throw refusal(404, `Response with id '${id}' not found.`);
    return kept.get(id);
  };
  const shown = ({ response, doneAt }) =>
    Date.now() < doneAt ? { ...response, status: 'in_progress', output: [], usage: null } : response;
  return {
    'POST /responses': ({ body }) => {
      checkResponse(body);
      const { previous_response_id: previous, background = false } = body;
      if (previous && !kept.has(previous))
        throw refusal(400, `Previous response with id '${previous}' not found.`, {
          param: 'previous_response_id',
          code: 'previous_response_not_found',
        });
      const id = `resp_${kept.size}_${Date.now()}`;
      const made = responseOf(id, body);
      kept.set(id, { ...made, doneAt: background ? Date.now() + stage : 0 });
      return json(background ? { ...made.response, status: 'queued', output: [], usage: null } : made.response);
    },
    'GET /responses/:id': ({ ids: [id] }) => json(shown(find(id))),
    'GET /responses/:id/input_items': ({ ids: [id] }) => {
      const { items } = find(id);
      return json({ object: 'list', data: items, first_id: items[0]?.id, last_id: items.at(-1)?.id, has_more: false });
    },
    'POST /responses/:id/cancel': ({ ids: [id] }) => {
      const one = find(id);
      if (Date.now() < one.doneAt)
        Object.assign(one, { doneAt: 0, response: { ...one.response, status: 'cancelled', output: [] } });
      return json(one.response);
    },
    'DELETE /responses/:id': ({ ids: [id] }) => {
      find(id);
      kept.delete(id);
      return json({ id, object: 'response', deleted: true });
    },
  };
}

/** The response to what was asked, and the items of its input. */
function responseOf(id, { model, input, text = {}, tools = [], tool_choice }, saying) {
  const messages = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  const last = messages.at(-1);
  const said = textOf(last);
  const call = callOf(
    tools.filter(({ type }) => type === 'function'),
    tool_choice,
    said
  );
  const content = saying ?? replyTo(last, text.format);
  const annotations = citationsOf(tools);
  const output = call
    ? [{ id: 'fc_1', type: 'function_call', call_id: 'call_1', status: 'completed', ...call }]
    : [
        ...itemsOf(tools, said, documentsFor),
        {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: content, annotations }],
        },
      ];
  const input_tokens = tokensIn(messages.map(textOf).join('\n'));
  const output_tokens = tokensIn(content);
  const usage = { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens };
  const head = { id, object: 'response', created_at: seconds(), status: 'completed', model };
  return { response: { ...head, text, output, usage }, items: messages.map(itemOf) };
}

const itemOf = ({ role, content }, index) => ({
  id: `msg_in_${index + 1}`,
  type: 'message',
  role,
  content: typeof content === 'string' ? [{ type: 'input_text', text: content }] : content,
});
