import { failed } from '../errors/failure';
import { clientFor } from './client';
import type { Connection } from './connection';
import { deliver } from './retry';
import { type Asked, type Endpoint, routeOf, timeLeft } from './send';
import type { Sink } from './transport';

/** Makes one request, and hands over each line of the reply when it is there; the next one waits until a promise is kept. */
export type SendForLines = (endpoint: Endpoint<undefined>, onLine: OnLine) => Promise<void>;
type OnLine = (line: string) => Promise<void>;

const LINE_FEED = 10;

/** A file is not kept, so it may be far larger than any reply; a line is, as long as it is read. */
const MOST_MEGABYTES = 16_384;
const LONGEST_LINE = 64 * 1024 ** 2;

/** What makes a request whose reply is a file of lines, of which no more than one is kept. Throws what `Send` would. */
export function linesOf(connection: Connection, asked: Asked): SendForLines {
  return async ({ call }, onLine) => {
    let lines = lineReader(onLine);
    const sink = () => (lines = lineReader(onLine)).take;
    const route = { ...routeOf(connection, asked), mostMegabytes: MOST_MEGABYTES, sink };
    const client = clientFor(connection, (url, init) => deliver(url, init, route));
    await call(client, undefined, { timeout: timeLeft(connection) }).asResponse();
    await lines.end();
  };
}

/** Cuts a body into its lines; blank ones are left out, and the last need not end. */
function lineReader(onLine: OnLine): { take: Sink; end: () => Promise<void> } {
  let open: Buffer[] = [];
  let length = 0;
  const close = async (last: Buffer) => {
    const line = Buffer.concat([...open, last]).toString();
    open = [];
    length = 0;
    if (line.trim()) await onLine(line);
  };
  return {
    take: async (chunk) => {
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
        await close(chunk.subarray(start, end));
        start = end + 1;
      }
      open.push(chunk.subarray(start));
      length += chunk.length - start;
      if (length > LONGEST_LINE) throw failed('unusable_reply', 'A line of the reply is longer than 64 MB.');
    },
    end: () => close(Buffer.alloc(0)),
  };
}
