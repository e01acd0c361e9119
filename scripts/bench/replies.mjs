/* Large replies, which the benchmarks' server sends and blocks.mjs reads by itself. */
const LENGTH = 30 * 1024 * 1024;

/** A picture of 22 MB as base64. */
export const PICTURE = JSON.stringify({ data: [{ b64_json: Buffer.alloc((LENGTH * 3) / 4, 1).toString('base64') }] });

/** A chat's reply of 30 MB. */
export const LONG_CHAT = JSON.stringify({ choices: [{ message: { content: 'word '.repeat(LENGTH / 5) } }] });
