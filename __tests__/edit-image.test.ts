import { answering, ask, askWithEveryField, complaint, errorReply, KEY } from './support/openai';

const PATH = '/v1/images/edits';
const bytesOf = (start: string) => Buffer.concat([Buffer.from(start, 'hex'), Buffer.alloc(40, 1)]);
const PNG = bytesOf('89504e470d0a1a0a').toString('base64');
const JPEG = bytesOf('ffd8ffe0').toString('base64');
const WEBP = bytesOf('52494646240000005745425056503820').toString('base64');
const evening = { operation: 'edit_image', prompt: 'Make it evening', source_images: PNG };

/** Answers one edit and keeps what was asked. */
const editing = (reply: object = { data: [{ b64_json: PNG }] }) => answering(PATH, [{ reply }]);

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
      output: 'reply',
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
      ['mask', file('mask.png', 'image/png', PNG)],
      ['image[]', file('image-1.png', 'image/png', PNG)],
      ['image[]', file('image-2.jpeg', 'image/jpeg', JPEG)],
      ['image[]', file('image-3.webp', 'image/webp', WEBP)],
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
    const sent = answering(PATH, Array(2).fill({ reply: { data: [{ b64_json: PNG }] } }));
    await ask(evening);
    await ask({ ...evening, model: 'gpt-image-1', source_images: Array(16).fill(PNG) });
    const names = sent.map(({ parts }) => parts.map(([name]) => name));
    expect(names).toEqual([
      ['model', 'prompt', 'image'],
      ['model', 'prompt', ...Array<string>(16).fill('image[]')],
    ]);
  });

  test('sends additional parameters that are no text as JSON', async () => {
    const origin = 'https://draw.example.com';
    const sent = answering(PATH, [{ reply: { data: [{ b64_json: PNG }] } }], origin);
    const additional_image_parameters = { a: { b: [1] }, c: [1, 'd'], e: null, f: true };
    await ask({ ...evening, additional_image_parameters }, { apiKey: KEY, base_url: `${origin}/v1` });
    expect(sent[0]?.parts.filter(([name]) => name.length === 1)).toEqual([
      ['a', { value: '{"b":[1]}' }],
      ['c', { value: '[1,"d"]' }],
      ['e', { value: 'null' }],
      ['f', { value: 'true' }],
    ]);
  });

  test('sends the same body again after a rate limit', async () => {
    const busy = { status: 429, reply: errorReply('Slow down.'), headers: { 'retry-after-ms': '5' } };
    const sent = answering(PATH, [busy, { reply: { data: [{ b64_json: PNG }] } }]);
    expect(await ask(evening)).toMatchObject({ metadata: { attempts: 2 } });
    expect(sent[0]?.parts).toHaveLength(3);
    expect(sent[1]?.parts).toEqual(sent[0]?.parts);
  });

  test('shows the request in a dry run, files as type and size', async () => {
    const { data } = await ask({ ...evening, mask: PNG, dry_run: 'yes' });
    const file = 'image/png, 48 bytes';
    expect(data).toEqual({
      method: 'POST',
      path: '/images/edits',
      body: { model: 'gpt-image-2', prompt: 'Make it evening', image: [file], mask: file },
      requests: 1,
    });
    expect((await ask({ ...evening, dry_run: 'yes' })).data).not.toHaveProperty('body.mask');
  });

  test('takes base64 for URLs, and images of our own results', async () => {
    const bytes = bytesOf('89504e470d0a1a0afbff').toString('base64');
    const url = `data:image/png;base64,${bytes}`;
    const urlSafe = Buffer.from(bytes, 'base64').toString('base64url');
    const sent = editing();
    await ask({
      ...evening,
      source_images: [urlSafe, { url, mime_type: 'image/png' }, { url, images: [{ url }], b64_json: bytes }],
    });
    const files = sent[0]?.parts.filter(([name]) => name === 'image[]').map(([, { value }]) => value);
    expect(urlSafe).not.toBe(bytes);
    expect(files).toEqual([bytes, bytes, bytes]);
  });

  const noImage = (given: string) =>
    `Source images: entry 1 must be a PNG, JPEG or WebP: a data URI, base64 or the file of a file picker, not ${given}.`;

  test.each<[object, string]>([
    [{ source_images: { url: '', name: 'a' } }, noImage('"a", which has no content')],
    [
      { source_images: { url: 'https://example.com/a.png' } },
      'Source images: entry 1 is a link. Bind the file itself instead, for example from a file picker.',
    ],
    [{ source_images: '' }, 'Source images is empty. Bind a file of a file picker, a data URI or base64.'],
    [{ source_images: Array(17).fill(PNG) }, 'Source images takes up to 16, not 17.'],
    [
      { source_images: [PNG, 'https://example.com/a.png'] },
      'Source images: entry 2 is a link. Bind the file itself instead, for example from a file picker.',
    ],
    [{ source_images: [undefined] }, noImage('undefined')],
    [{ source_images: 'JVBERi0xLjc=' }, noImage('a PDF')],
    [{ source_images: { name: 'bill.pdf', base64Data: 'JVBERi0xLjc=' } }, noImage('"bill.pdf", a PDF')],
    [{ source_images: 'R0lGODlh' }, noImage('a GIF')],
    [
      { source_images: ' HTTP://example.com/a.png' },
      'Source images: entry 1 is a link. Bind the file itself instead, for example from a file picker.',
    ],
    [{ source_images: 'see https://example.com' }, noImage('"see https://example.com"')],
    [{ mask: JPEG }, 'Mask must be a PNG: a data URI, base64 or the file of a file picker, not a JPEG.'],
    [{ mask: [PNG, PNG] }, 'Mask takes one image. Bind a single file.'],
    [
      { mask: 'https://example.com/m.png' },
      'Mask is a link. Bind the file itself instead, for example from a file picker.',
    ],
    [{ prompt: ['a'] }, 'Prompt must be one text, not a list. Join the list into a text first.'],
    [{ prompt: '' }, 'Prompt is empty. Describe what the edited image shows.'],
    [{ model: 'gpt-4o' }, 'Model is gpt-4o, which is for the operation Chat. Choose another model in Model.'],
    [
      { additional_image_parameters: { image: 1 } },
      'Additional parameters must not hold image: use Source images of the operation Edit Image(s).',
    ],
  ])('refuses %j before anything is sent', async (answers, problem) => {
    expect(await complaint({ ...evening, ...answers })).toBe(problem);
  });
});
