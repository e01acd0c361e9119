/* Files and batches, kept and run by the fake of scripts/fake-batches.cjs, with the examples that docs/ name. */
import { batchesWithExample } from './example-batch.mjs';
import { json, refusal, seconds } from './replies.mjs';

/** `run` answers a request of a batch, `stage` is how long each of its stages takes. */
export async function filesRoom(stage, run) {
  const { handle, files } = await batchesWithExample(stage, run);
  const through =
    (path, method = 'POST') =>
    async (request) => {
      const { query, headers, ids = [], body, bytes } = request;
      const isUpload = path === '/files';
      const whole = ids.reduce((pattern, id) => pattern.replace(':id', id), path);
      const reply = await handle({
        method,
        path: query?.size ? `${whole}?${query}` : whole,
        headers,
        body: isUpload ? bytes.toString('latin1') : body,
      });
      return { status: reply.status ?? 200, body: reply.body };
    };
  const find = (id) => {
    if (!files.has(id)) throw refusal(404, `No such File object: ${id}`, { param: 'id' });
    return files.get(id);
  };
  return {
    'GET /files': ({ query }) => {
      const all = [...files].map(([id, file]) => entryOf(id, file));
      const data = query.get('order') === 'asc' ? all : all.reverse();
      return json({ object: 'list', data: data.slice(0, Number(query.get('limit') ?? 10_000)), has_more: false });
    },
    'GET /files/:id': ({ ids: [id] }) => json(entryOf(id, find(id))),
    'GET /files/:id/content': ({ ids: [id] }) => {
      const { content, filename = '' } = find(id);
      const type = filename.endsWith('.md') ? 'text/markdown' : 'application/octet-stream';
      return { type, body: Buffer.from(content, 'latin1') };
    },
    'DELETE /files/:id': ({ ids: [id] }) => {
      find(id);
      files.delete(id);
      return json({ id, object: 'file', deleted: true });
    },
    'POST /files': through('/files'),
    'POST /batches': through('/batches'),
    'GET /batches': through('/batches', 'GET'),
    'GET /batches/:id': through('/batches/:id', 'GET'),
    'POST /batches/:id/cancel': through('/batches/:id/cancel'),
  };
}

const entryOf = (id, { filename = `${id}.jsonl`, purpose = 'batch_output', content }) => ({
  id,
  object: 'file',
  bytes: content.length,
  created_at: seconds(),
  filename,
  purpose,
});
