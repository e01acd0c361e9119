import type { BatchReader } from '../batch/results';
import { type BatchOf, rowsWithin } from '../batch/job';
import { invalid } from '../errors/failure';
import type { Server } from '../http/connection';
import { listOf, parsed } from '../json';
import { readReply } from './reply';
import type { ChatForm, Reading } from './request';
import { rowOf } from './turn';

/** Chats with Rows as a job of the Batch API: a request for each row. */
export const chatsInBatch = (form: ChatForm, rows: number, doubtful: Iterable<number>): BatchOf => ({
  operation: 'chat',
  rows,
  rowsOf: (request) => ({ first: request, count: 1 }),
  place: (row) => `entry ${row + 1} of Rows`,
  mostRows: rowsWithin(0),
  doubtful,
  note: noteOf(form),
});

/** The longest value of OpenAI's metadata, in characters. */
const LONGEST = 512;

/** What reading a reply needs of the form. */
function noteOf({ reading, suffix, ownStops, parameters }: ChatForm): Record<string, string> {
  const limit = parameters.max_completion_tokens ?? parameters.max_tokens;
  return {
    reading,
    ...(suffix && { suffix: fitting(suffix, 'Suffix') }),
    ...(ownStops.length > 0 && { stops: fitting(JSON.stringify(ownStops), 'Stop sequence') }),
    ...(limit && { limit: String(limit) }),
  };
}

function fitting(text: string, label: string): string {
  if (text.length <= LONGEST) return text;
  throw invalid(
    `${label} takes up to ${LONGEST} characters with Run as Batch, not ${text.length}. Shorten it, or set Run as to Now.`
  );
}

/** Reads the replies to such chats, as Rows does now. */
export const chatReader = ({ isOpenAI }: Server): BatchReader => ({
  blank: { ok: true, content: null },
  read: (reply, { reading, suffix = '', stops = '[]', limit }) => {
    const request = {
      body: limit === undefined ? {} : { max_completion_tokens: Number(limit) },
      reading: reading as Reading,
      isOpenAI,
      ownStops: listOf(parsed(stops)) as string[],
      suffix,
    };
    const answer = readReply(request, reply);
    const row = rowOf({ request, answer });
    return { rows: [row], warnings: answer.warnings, characters: JSON.stringify(row).length, numbers: 0 };
  },
});
