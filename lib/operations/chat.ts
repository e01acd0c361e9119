import { readForm } from '../chat/form';
import { manyChats } from '../chat/many';
import { requestOf } from '../chat/request';
import { rows, textsOf } from '../chat/rows';
import { CREATE_CHAT } from '../chat/send-adapting';
import { fullResponse, metadataOf, oneTurn, replyOnly } from '../chat/turn';
import { wholeNumber } from '../form/values';
import type { Server } from '../http/connection';
import { madeFrom, type Plan } from '../http/plan';
import type { Answers } from '../types';

/**
 * Answers a prompt within a conversation, or one prompt for each row: `data` is the text of the reply, the parsed value
 * with a JSON Response format, the calls of Tools, or a list of outcomes with Rows.
 * https://platform.openai.com/docs/api-reference/chat/create
 */
export function chat(answers: Answers<'chat'>, server: Server): Plan {
  const form = readForm(answers, server);
  const concurrency = wholeNumber(answers.concurrency, 'Rows at once', 1, 20) ?? 5;
  const each = rows(answers.rows);
  const texts = each ? textsOf(each, form.texts) : [form.texts];
  return {
    endpoint: CREATE_CHAT,
    bodies: madeFrom(texts, (own) => requestOf(form, own).body),
    model: form.model.id,
    warnings: form.warnings,
    run: async (api) => {
      if (each) return manyChats(api, form, texts, concurrency);
      const turn = await oneTurn(api, requestOf(form, form.texts));
      const metadata = metadataOf(turn);
      return { data: replyOnly(turn), full: fullResponse(turn, metadata), metadata };
    },
  };
}
