/* Large replies, which the benchmarks' server sends and blocks.mjs reads by itself. */
const LENGTH = 30 * 1024 * 1024;

/** A picture of 22 MB as base64. */
export const PICTURE = JSON.stringify({ data: [{ b64_json: Buffer.alloc((LENGTH * 3) / 4, 1).toString('base64') }] });

/** A chat's reply of 30 MB. */
export const LONG_CHAT = JSON.stringify({ choices: [{ message: { content: 'word '.repeat(LENGTH / 5) } }] });

const ROWS = 50_000;
const metadata = { job: 'tooljet-1', part: '1', parts: '1', operation: 'chat', reading: 'text' };
const span = { rows: `${ROWS}`, first: '0', count: `${ROWS}`, blank: '0', requests: `${ROWS}` };

/** A batch of 50,000 chats that has ended. */
export const ENDED = {
  id: 'batch_1',
  status: 'completed',
  output_file_id: 'file-1',
  request_counts: { total: ROWS, completed: ROWS, failed: 0 },
  metadata: { ...metadata, ...span },
};

const line = (row) => ({
  custom_id: `row-${row}`,
  response: { status_code: 200, request_id: 'r', body: { choices: [{ message: { content: 'word '.repeat(800) } }] } },
  error: null,
});

/** Its results, 200 MB; made when they are first asked for. */
export const results = () =>
  Buffer.from(Array.from({ length: ROWS }, (_, row) => JSON.stringify(line(row))).join('\n'));
