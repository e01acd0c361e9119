import { readForm } from '../chat/form';
import { manyChats } from '../chat/many';
import { requestOf } from '../chat/request';
import { rows, rowTexts } from '../chat/rows';
import { chatSender, CREATE_CHAT } from '../chat/sending';
import { fullResponse, metadataOf, replyOnly, turnOf } from '../chat/turn';
import { wholeNumber } from '../form/values';
import type { Server } from '../http/connection';
import { madeFrom, type Plan } from '../http/plan';
import type { Answers } from '../types';

/** Some servers send pictures in the replies of a chat. */
const MOST_MEGABYTES = 64;

/**
 * Answers a prompt within a conversation, or one prompt for each row: `data` is the text of the reply, the parsed value
 * with a JSON Response format, the calls of Tools, or a list of outcomes with Rows.
 * https://platform.openai.com/docs/api-reference/chat/create
 */
export function chat(answers: Answers<'chat'>, server: Server): Plan {
  const read = readForm(answers, server);
  const concurrency = wholeNumber(answers.concurrency, 'Rows at once', 1, 20) ?? 5;
  const each = rows(answers.rows);
  const { parameters, earlier, attached } = read;
  const { textsOf, warnings = [] } =
    (each && rowTexts(each, read.texts, Buffer.byteLength(JSON.stringify({ parameters, earlier, attached })))) ?? {};
  const form = { ...read, warnings: [...read.warnings, ...warnings] };
  return {
    operation: 'Chat',
    endpoint: CREATE_CHAT,
    bodies:
      each && textsOf
        ? madeFrom(each, (row) => requestOf(form, textsOf(row)).body)
        : madeFrom([form.texts], (own) => requestOf(form, own).body),
    model: form.model.id,
    warnings: form.warnings,
    mostMegabytes: MOST_MEGABYTES,
    isBulk: textsOf !== undefined,
    run: async (api) => {
      if (each && textsOf) return manyChats(api, form, each, textsOf, concurrency);
      const turn = turnOf(await chatSender(api, form)(requestOf(form, form.texts)));
      const metadata = metadataOf(turn);
      return { data: replyOnly(turn), full: fullResponse(turn, metadata), metadata };
    },
  };
}
