import nock from 'nock';
import { ask, askWithEveryField, complaint, KEY, OPENAI, record } from './support/openai';

const PATH = '/v1/images/edits';
const bytesOf = (start: string) => Buffer.concat([Buffer.from(start, 'hex'), Buffer.alloc(40, 1)]);
const PNG = bytesOf('89504e470d0a1a0a').toString('base64');
const JPEG = bytesOf('ffd8ffe0').toString('base64');
const WEBP = bytesOf('52494646240000005745425056503820').toString('base64');
const evening = { operation: 'edit_image', prompt: 'Make it evening', source_images: PNG };

type Part = { filename?: string; type?: string; value: string };

/** The parts of a multipart body under their names, files as base64. */
function partsOf(body: string, contentType: string): [string, Part][] {
  const boundary = /boundary=(.*)$/.exec(contentType)?.[1] ?? '';
  const bytes = Buffer.from(body, /^[0-9a-f]+$/.test(body) ? 'hex' : 'latin1').toString('latin1');
  return bytes
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [head = '', ...rest] = part.slice(2, -2).split('\r\n\r\n');
      const value = rest.join('\r\n\r\n');
      const filename = /filename="(.*?)"/.exec(head)?.[1];
      const type = /content-type: (.*)/i.exec(head)?.[1];
      const name = /name="(.*?)"/.exec(head)?.[1] ?? '';
      return [name, filename ? { filename, type, value: Buffer.from(value, 'latin1').toString('base64') } : { value }];
    });
}

/** Answers one edit and gives what it was asked. */
function editing(reply: object = { data: [{ b64_json: PNG }] }) {
  const sent: { parts: [string, Part][]; headers: Record<string, string> }[] = [];
  nock(OPENAI)
    .post(PATH)
    .reply(function (_uri, body) {
      const headers = this.req.headers;
      const parts = partsOf(body as string, headers['content-type'] ?? '');
      sent.push({ parts, headers });
      const fields = parts.filter(([, { filename }]) => !filename);
      const typed = fields.map(([name, { value }]) => [name, /^\d+$/.test(value) ? Number(value) : value]);
      record(OPENAI, PATH, Object.fromEntries(typed) as Record<string, unknown>);
      return [200, reply as nock.Body, { 'content-type': 'application/json', 'x-request-id': 'req_1' }];
    });
  return sent;
}

describe('Edit Image(s)', () => {
  test('sends every field of the form as multipart and gives images ready to bind', async () => {
    const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };
    const sent = editing({ data: [{ b64_json: PNG }], output_format: 'png', size: '1024x1024', usage });
    const filled = {
      model: 'gpt-image-1.5',
      source_images: [PNG, { name: 'b.jpg', dataURL: `data:image/png;base64,${JPEG}` }, `data:;base64,${WEBP}`],
      prompt: 'Make it evening',
      mask: [{ name: 'm.png', base64Data: PNG }],
      size: '1024x1024',
      image_count: '2',
      custom_image_model: 'gpt-image-2',
      quality: 'high',
      background: 'opaque',
      output_format: 'webp',
      output_compression: '80',
      additional_image_parameters: '{"user":"u1","partial_images":0}',
      dry_run: 'no',
    };
    const result = await askWithEveryField('edit_image', filled);
    const file = (filename: string, type: string, value: string) => ({ filename, type, value });
    expect(sent[0]?.parts).toEqual([
      ['model', { value: 'gpt-image-2' }],
      ['prompt', { value: 'Make it evening' }],
      ['size', { value: '1024x1024' }],
      ['n', { value: '2' }],
      ['quality', { value: 'high' }],
      ['background', { value: 'opaque' }],
      ['output_format', { value: 'webp' }],
      ['output_compression', { value: '80' }],
      ['user', { value: 'u1' }],
      ['partial_images', { value: '0' }],
      ['image[]', file('image-1.png', 'image/png', PNG)],
      ['image[]', file('image-2.jpeg', 'image/jpeg', JPEG)],
      ['image[]', file('image-3.webp', 'image/webp', WEBP)],
      ['mask', file('mask.png', 'image/png', PNG)],
    ]);
    expect(sent[0]?.headers).toMatchObject({
      'authorization': `Bearer ${KEY}`,
      'content-type': expect.stringContaining('multipart/form-data; boundary=') as string,
    });
    const url = `data:image/png;base64,${PNG}`;
    expect(result).toEqual({
      status: 'ok',
      data: {
        status: 'success',
        message: 'Image edited successfully',
        data: { url, images: [{ url, mime_type: 'image/png', size: '1024x1024' }], b64_json: PNG, usage },
      },
      metadata: { model: 'gpt-image-2', usage, request_id: 'req_1', attempts: 1, warnings: [] },
    });
  });

  test('sends nothing that was not set', async () => {
    const sent = editing();
    await ask(evening);
    expect(sent[0]?.parts.map(([name]) => name)).toEqual(['model', 'prompt', 'image[]']);
  });

  test('sends the same body again after a rate limit', async () => {
    nock(OPENAI)
      .post(PATH)
      .reply(429, { error: { message: 'Slow down.' } }, { 'retry-after-ms': '5' });
    const sent = editing();
    expect(await ask(evening)).toMatchObject({ metadata: { attempts: 2 } });
    expect(sent[0]?.parts).toHaveLength(3);
  });

  test('shows the request in a dry run, files as type and size', async () => {
    const { data } = await ask({ ...evening, mask: PNG, dry_run: 'yes' });
    const file = 'image/png, 48 bytes';
    expect(data).toEqual({
      method: 'POST',
      path: '/images/edits',
      body: { model: 'gpt-image-2', prompt: 'Make it evening', 'image[]': [file], 'mask': file },
      requests: 1,
    });
    expect((await ask({ ...evening, dry_run: 'yes' })).data).not.toHaveProperty('body.mask');
  });

  test.each<[object, string]>([
    [{ source_images: '' }, 'Source images is empty. Bind a file of a file picker, a data URI or base64.'],
    [{ source_images: Array(17).fill(PNG) }, 'Source images takes up to 16, not 17.'],
    [{ source_images: [PNG, 'https://example.com/a.png'] }, 'Source images: entry 2 is a link. Bind the file itself'],
    [{ source_images: [undefined] }, 'Source images: entry 1 must be a PNG, JPEG or WebP'],
    [{ source_images: 'JVBERi0xLjc=' }, 'base64 or the file of a file picker, not a PDF.'],
    [{ source_images: { name: 'bill.pdf', base64Data: 'JVBERi0xLjc=' } }, 'of a file picker, not "bill.pdf", a PDF.'],
    [{ source_images: 'R0lGODlh' }, 'Source images: entry 1 must be a PNG, JPEG or WebP'],
    [{ mask: JPEG }, 'Mask must be a PNG: a data URI, base64 or the file of a file picker'],
    [{ mask: [PNG, PNG] }, 'Mask takes one image. Bind a single file.'],
    [{ mask: 'https://example.com/m.png' }, 'Mask is a link. Bind the file itself'],
    [{ prompt: '' }, 'Prompt is empty. Describe what the edited image shows.'],
    [{ model: 'gpt-4o' }, 'Model is gpt-4o, which is for the operation Chat.'],
    [{ additional_image_parameters: { image: 1 } }, 'Additional parameters must not hold image: use Source images'],
  ])('refuses %j before anything is sent', async (answers, problem) => {
    expect(await complaint({ ...evening, ...answers })).toContain(problem);
  });

  test('refuses an image of more than 50 MB', async () => {
    const source_images = Buffer.concat([bytesOf('89504e470d0a1a0a'), Buffer.alloc(50 * 1024 * 1024)]).toString(
      'base64'
    );
    expect(await complaint({ ...evening, source_images })).toContain('Source images: entry 1 is larger than 50 MB.');
  });
});
