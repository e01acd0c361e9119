import { inBatch, runsInBatch } from '../batch/in-batch';
import { chatsInBatch } from '../chat/batched';
import { readForm } from '../chat/form';
import { manyChats } from '../chat/many';
import { requestsOf } from '../chat/request';
import { BATCH, NOW, type Row, rows, rowTexts } from '../chat/rows';
import { chatSender, CREATE_CHAT } from '../chat/sending';
import { fullResponse, metadataOf, replyOnly, turnOf } from '../chat/turn';
import { invalid } from '../errors/failure';
import { wholeNumber } from '../form/values';
import type { Server } from '../http/connection';
import { rowsAtOnce } from '../http/outcomes';
import { madeFrom, type Plan } from '../http/plan';
import type { Answers } from '../types';

const NO_PROMPT = 'Prompt is empty. Fill it in, or end Message history with a user message.';
const NO_PROMPT_FOR_ROW = 'The prompt for this row is empty. Fill in Prompt or the row, or leave the row out.';
const NO_ROWS = 'Rows is empty, and Run as Batch sends one request for each of them. Bind Rows, or set Run as to Now.';

/** Some servers send pictures in the replies of a chat. */
const MOST_MEGABYTES = 64;

/**
 * Answers a prompt within a conversation, or one prompt for each row: `data` is the text of the reply, the parsed value
 * with a JSON Response format, the calls of Tools, or a list of outcomes with Rows.
 * https://platform.openai.com/docs/api-reference/chat/create
 */
export async function chat(answers: Answers<'chat'>, server: Server): Promise<Plan> {
  const read = readForm(answers, server);
  const wanted = wholeNumber(answers.concurrency, 'Rows at once', 1, 20) ?? 5;
  const isBatch = runsInBatch(answers.run_as);
  const limits = isBatch ? BATCH : NOW;
  const each = rows(answers.rows, limits);
  if (isBatch && !each?.length) throw invalid(NO_ROWS);
  const { parameters, earlier, attached } = read;
  const shared = { parameters, earlier, attached };
  const texts = each && (await rowTexts(each, read.texts, { limits, shared }));
  const atOnce = rowsAtOnce(wanted, !each || isBatch ? 1 : each.length, {
    bytes: texts?.sharedBytes ?? 0,
    fields: 'Message history, Images and PDFs',
  });
  const form = { ...read, warnings: [...read.warnings, ...(texts?.warnings ?? []), ...atOnce.warnings] };
  const requestOf = requestsOf(form, texts ? NO_PROMPT_FOR_ROW : NO_PROMPT);
  const forRow = texts && ((row: Row) => requestOf(texts.textsOf(row)));
  const plan: Plan = {
    operation: 'Chat',
    endpoint: CREATE_CHAT,
    bodies:
      each && forRow ? madeFrom(each, (row) => forRow(row).body) : madeFrom([form.texts], (own) => requestOf(own).body),
    model: form.model.id,
    warnings: form.warnings,
    mostMegabytes: MOST_MEGABYTES,
    isBulk: texts !== undefined,
    run: async (api) => {
      if (each && forRow) return manyChats(api, form, each, forRow, atOnce.concurrency);
      const turn = turnOf(await chatSender(api, form)(requestOf(form.texts)));
      const metadata = metadataOf(turn);
      return { data: replyOnly(turn), full: fullResponse(turn, metadata), metadata };
    },
  };
  return isBatch && texts ? inBatch(plan, chatsInBatch(form, plan.bodies.length, texts.doubtful)) : plan;
}
