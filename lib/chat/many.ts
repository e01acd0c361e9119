import { usageOf } from '../http/metadata';
import { outcomesOf } from '../http/outcomes';
import type { Api } from '../http/plan';
import type { Result } from '../types';
import type { ChatForm, ChatRequest } from './request';
import type { Row } from './rows';
import { chatSender } from './sending';
import { rowOf, turnOf } from './turn';

/** One chat for each row, some at once, its request made when its turn comes: the outcomes in the rows' order. */
export function manyChats(
  api: Api,
  form: ChatForm,
  rows: readonly Row[],
  requestOf: (row: Row) => ChatRequest,
  concurrency: number
): Promise<Result> {
  const send = chatSender(api, form);
  const { model, warnings } = form;
  return outcomesOf(api, rows, { concurrency, model: model.id, warnings }, async (row, _index, paid) => {
    const accepted = await send(requestOf(row));
    paid(usageOf(accepted.reply.body['usage']));
    const turn = turnOf(accepted);
    const { request, reply, answer } = turn;
    return { data: rowOf(turn), metadata: reply.metadata([...request.warnings, ...answer.warnings]) };
  });
}
