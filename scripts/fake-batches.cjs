/*
 * OpenAI's /files and /batches, made up: it keeps the files it is sent, checks their lines as OpenAI does, and answers each of
 * them through `run`. A batch goes on by the clock; its results come in any order and, when they are errors, in a file of their
 * own. CommonJS, so that the tests and the embedded server share it.
 */

const { URLSearchParams } = require('node:url');

/** What a batch goes through, one step of the clock each. */
const STAGES = ['validating', 'in_progress', 'finalizing'];
const DAY = 24 * 3600;

/** Makes the two endpoints; see the types beside this file. */
function fakeBatches({ run, step = 1000, fate = 'completed', change = (results) => results, now = Date.now }) {
  const files = new Map();
  const batches = new Map();
  const created = [];
  const seconds = (time) => Math.floor(time / 1000);

  const keep = (id, file) => {
    files.set(id, file);
    return { id, object: 'file', bytes: file.content.length, filename: file.filename, purpose: file.purpose };
  };

  const upload = ({ body, headers }) => {
    const { file, ...fields } = partsOf(body, headers['content-type']);
    if (!file?.filename.endsWith('.jsonl')) return refusal(400, 'Invalid file format for Batch API. Must be .jsonl');
    return { body: keep(`file-${files.size + 1}`, { ...file, ...fields }) };
  };

  const create = ({ body: { input_file_id, endpoint, completion_window, metadata } }) => {
    const file = files.get(input_file_id);
    if (!file) return refusal(400, `No such File object: ${input_file_id}`);
    const text = Buffer.from(file.content, 'latin1').toString();
    const lines = text.split('\n').filter(Boolean).map(parsed);
    const batch = {
      id: `batch_${batches.size + 1}`,
      startedAt: now(),
      metadata,
      endpoint,
      completion_window,
      input_file_id,
      lines,
      mistake: mistakeIn(lines, endpoint),
    };
    batches.set(batch.id, batch);
    created.push(batch);
    return { body: shown(batch) };
  };

  /** All that can be told without the results. */
  const stageOf = (batch) => {
    const stage = STAGES[Math.floor((now() - batch.startedAt) / step)];
    if (batch.mistake && stage !== 'validating') return 'failed';
    if (batch.cancelledAt !== undefined) return now() < batch.cancelledAt + step ? 'cancelling' : 'cancelled';
    return stage ?? fate;
  };

  const shown = (batch, { output = [], error = [] } = batch.ended ?? {}) => {
    const status = stageOf(batch);
    const isCounted = status !== 'validating' && status !== 'failed';
    const share = Math.min(1, (now() - batch.startedAt) / step - 1);
    const isOver = ['expired', 'cancelled', 'completed'].includes(status);
    return {
      id: batch.id,
      object: 'batch',
      endpoint: batch.endpoint,
      errors: status === 'failed' ? { object: 'list', data: [batch.mistake] } : null,
      input_file_id: batch.input_file_id,
      completion_window: batch.completion_window,
      status,
      output_file_id: output.length > 0 ? `${batch.id}-output` : null,
      error_file_id: error.length > 0 ? `${batch.id}-error` : null,
      created_at: seconds(batch.startedAt),
      expires_at: seconds(batch.startedAt) + DAY,
      request_counts: {
        total: isCounted ? batch.lines.length : 0,
        completed: isOver ? output.length : isCounted ? Math.floor(share * batch.lines.length) : 0,
        failed: isOver ? error.length : 0,
      },
      metadata: batch.metadata,
    };
  };

  /** The results, once they are there: written when they are first asked for. */
  const finished = async (batch) => {
    const status = stageOf(batch);
    if (!['expired', 'cancelled', 'completed'].includes(status)) return {};
    batch.results ??= change(await Promise.all(batch.lines.map((line, index) => resultOf(line, index, status))), batch);
    const results = shuffled(await batch.results);
    const output = results.filter(({ error, response }) => !error && (response?.status_code ?? 0) < 400);
    const error = results.filter((line) => !output.includes(line));
    for (const [name, lines] of Object.entries({ output, error })) {
      const content = lines.map((line) => JSON.stringify(line)).join('\n');
      if (lines.length > 0) keep(`${batch.id}-${name}`, { content: Buffer.from(content).toString('latin1') });
    }
    batch.ended = { output, error };
    return batch.ended;
  };

  const resultOf = async ({ custom_id, url, body }, index, status) => {
    const line = { id: `batch_req_${index + 1}`, custom_id };
    // What had not begun when the batch ended has no response.
    if (status !== 'completed' && index % 2 === 1) {
      const code = `batch_${status}`;
      return { ...line, response: null, error: { code, message: 'This request could not be executed in time.' } };
    }
    const { status: status_code = 200, body: answer } = await run(url, body);
    return { ...line, response: { status_code, request_id: 'req_1', body: answer }, error: null };
  };

  const cancel = (batch) => {
    if (['expired', 'cancelled', 'completed', 'failed'].includes(stageOf(batch)))
      return refusal(409, `Cannot cancel a batch with status '${stageOf(batch)}'.`);
    batch.cancelledAt ??= now();
    return { body: shown(batch) };
  };

  const list = (query) => {
    const all = [...created].reverse();
    const from = query.has('after') ? all.findIndex(({ id }) => id === query.get('after')) + 1 : 0;
    const end = from + Number(query.get('limit') ?? 20);
    return {
      body: { object: 'list', data: all.slice(from, end).map((batch) => shown(batch)), has_more: end < all.length },
    };
  };

  /** The reply to a request; undefined for a path of others. */
  const handle = async (request) => {
    const [path, query] = request.path.replace(/^.*?(?=\/(?:files|batches)\b)/, '').split('?');
    const [, kind, id, action] = path.split('/');
    if (kind === 'files' && !id && request.method === 'POST') return upload(request);
    if (kind === 'files' && action === 'content') {
      const file = files.get(id);
      if (!file) return refusal(404, `No such File object: ${id}`);
      return { body: Buffer.from(file.content, 'latin1'), headers: { 'content-type': 'application/octet-stream' } };
    }
    if (kind !== 'batches') return undefined;
    if (!id) return request.method === 'POST' ? create(request) : list(new URLSearchParams(query));
    const batch = batches.get(id);
    if (!batch) return refusal(404, `No batch found with id '${id}'.`);
    return action === 'cancel' ? cancel(batch) : { body: shown(batch, await finished(batch)) };
  };
  return { handle, files, batches };
}

const refusal = (status, message) => ({
  status,
  body: { error: { message, type: 'invalid_request_error', param: null, code: null } },
});

/** What OpenAI looks for before it runs a batch; undefined when all is well. */
function mistakeIn(lines, endpoint) {
  if (lines.length === 0) return { code: 'empty_file', message: 'The input file is empty.', line: null, param: null };
  const seen = new Set();
  for (const [index, line] of lines.entries()) {
    const wrong = (code, message) => ({ code, message, line: index + 1, param: null });
    if (!line) return wrong('invalid_json_line', 'This line is not parseable as valid JSON.');
    if (line.url !== endpoint) return wrong('mismatched_url', `The URL must match the batch endpoint (${endpoint}).`);
    if (line.body.model !== lines[0].body.model) return wrong('mismatched_model', 'All models must be the same.');
    if (seen.has(line.custom_id)) return wrong('duplicate_custom_id', `The custom_id ${line.custom_id} is used twice.`);
    seen.add(line.custom_id);
  }
  return undefined;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The same items in another order, the same each time. */
const shuffled = (items) =>
  items
    .map((item, index) => ({ item, at: (index * 7919 + 13) % 104729 }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** The fields of a multipart body under their names, and the file; texts of one character for each byte. */
function partsOf(body, type) {
  const boundary = /boundary=(.*)$/.exec(type)[1];
  const fields = {};
  for (const part of body.split(`--${boundary}`).slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n');
    const head = part.slice(0, end);
    const content = part.slice(end + 4, -2);
    const [, name] = /name="([^"]*)"/.exec(head);
    const [, filename] = /filename="([^"]*)"/.exec(head) ?? [];
    fields[name] = filename === undefined ? content : { filename, content };
  }
  return fields;
}

module.exports = { fakeBatches };
