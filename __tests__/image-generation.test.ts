import { answering, ask, askInVain, askWithEveryField, complaint } from './support/openai';

const PATH = '/v1/images/generations';
const city = { operation: 'image_generation', prompt: 'A futuristic cityscape' };
const PNG = 'iVBORw0KGgoAAAANSUhEUg==';
const WEBP = 'UklGRiQAAABXRUJQVlA4';
/** Another server, so that odd values are not checked against OpenAI's schema. */
const ELSEWHERE = { base_url: 'https://llm.example.com/v1' };

const replying = (image: object, rest: object = {}) =>
  answering(PATH, [{ reply: { created: 1795300000, data: [image], ...rest } }]);

describe('Generate AI Image(s)', () => {
  test('asks another server for no size that was not set', async () => {
    const sent = answering(PATH, [{ reply: { data: [{ b64_json: PNG }] } }], 'https://llm.example.com');
    await ask(city, ELSEWHERE);
    expect(sent[0]?.body).toEqual({ model: 'gpt-image-2', prompt: 'A futuristic cityscape' });
  });

  test('sends every field of the form and gives images ready to bind', async () => {
    const usage = { input_tokens: 10, output_tokens: 4160, total_tokens: 4170 };
    const sent = answering(PATH, [
      { reply: { data: [{ b64_json: WEBP }, { b64_json: PNG }], output_format: 'webp', size: '1536x864', usage } },
    ]);
    const filled = {
      model: 'gpt-image-2',
      prompt: 'A futuristic cityscape',
      size: '1536 X 864',
      image_count: '2',
      custom_image_model: 'gpt-image-2.5-flare',
      quality: 'max',
      background: 'opaque',
      output_format: 'webp',
      output_compression: '80',
      moderation: 'low',
      output: 'reply',
      additional_image_parameters: '{"user":"u1","quality":"high"}',
      dry_run: 'no',
    };
    const result = await askWithEveryField('image_generation', filled);
    expect(sent.map(({ body }) => body)).toEqual([
      {
        model: 'gpt-image-2.5-flare',
        prompt: 'A futuristic cityscape',
        size: '1536x864',
        n: 2,
        quality: 'high',
        background: 'opaque',
        output_format: 'webp',
        output_compression: 80,
        moderation: 'low',
        user: 'u1',
      },
    ]);
    const url = `data:image/webp;base64,${WEBP}`;
    expect(result).toEqual({
      status: 'ok',
      data: {
        status: 'success',
        message: 'Image generated successfully',
        data: {
          url,
          images: [
            { url, mime_type: 'image/webp', size: '1536x864' },
            { url: `data:image/png;base64,${PNG}`, mime_type: 'image/png', size: '1536x864' },
          ],
          usage,
        },
      },
      metadata: { model: 'gpt-image-2.5-flare', usage, request_id: 'req_1', attempts: 1, warnings: [] },
    });
  });

  test('asks gpt-image-2 for 1024x1024 when nothing was chosen', async () => {
    const sent = replying({ b64_json: PNG });
    await ask(city);
    expect(sent[0]?.body).toEqual({ model: 'gpt-image-2', prompt: 'A futuristic cityscape', size: '1024x1024' });
  });

  test('gives a link as it is, with the base64 beside it if there is any', async () => {
    replying({ url: 'https://example.com/a.png', b64_json: PNG });
    expect((await ask(city)).data).toMatchObject({ data: { url: 'https://example.com/a.png', b64_json: PNG } });
    replying({ url: 'https://example.com/a.png' });
    expect((await ask({ ...city, model: 'dall-e-3' })).data).toEqual({
      status: 'success',
      message: 'Image generated successfully',
      data: { url: 'https://example.com/a.png', images: [{ url: 'https://example.com/a.png' }] },
    });
  });

  test('keeps base64 beside the link of one image, and the prompt as the model revised it', async () => {
    replying({ b64_json: PNG, revised_prompt: 'A city' });
    const url = `data:image/png;base64,${PNG}`;
    expect((await ask(city)).data).toMatchObject({
      data: { url, b64_json: PNG, images: [{ url, mime_type: 'image/png', revised_prompt: 'A city' }] },
    });
  });

  test('leaves out what a model lacks, with a warning', async () => {
    const sent = replying({ url: 'https://example.com/a.png' });
    const all = { background: 'opaque', output_format: 'png', output_compression: 5, moderation: 'low', quality: 'hd' };
    const result = await ask({ ...city, model: 'dall-e-3', ...all });
    expect(sent[0]?.body).toEqual({
      model: 'dall-e-3',
      prompt: 'A futuristic cityscape',
      size: '1024x1024',
      quality: 'hd',
    });
    const labels = ['Background', 'Output format', 'Compression', 'Moderation'];
    const warnings = labels.map((label) => `${label} was left out, because dall-e-3 does not take it.`);
    expect(result).toMatchObject({ metadata: { warnings } });
  });

  test.each([
    ['gpt-image-2', ''],
    ['gpt-image-2', 'png'],
  ])('leaves compression out for PNG, with a warning: %s %j', async (model, output_format) => {
    const sent = replying({ b64_json: PNG });
    const result = await ask({ ...city, model, output_format, output_compression: 50 });
    expect(sent[0]?.body).not.toHaveProperty('output_compression');
    const warnings = ['Compression was left out, because it needs Output format JPEG or WebP.'];
    expect(result).toMatchObject({ metadata: { warnings } });
  });

  test.each(['gpt-image-2.6-sunburst', 'my-drawer'])('sends all that was typed to %s', async (custom_image_model) => {
    const sent = answering(PATH, [{ reply: { data: [{ b64_json: PNG }] } }], 'https://llm.example.com');
    const typed = { quality: 'ultra', background: 'clear', output_format: 'png', moderation: 'high' };
    await ask({ ...city, custom_image_model, ...typed, image_count: 10, output_compression: 1 }, ELSEWHERE);
    expect(sent[0]?.body).toMatchObject({ ...typed, n: 10, output_compression: 1 });
  });

  test.each([
    { background: ' transparent ', output_format: 'webp' },
    { background: 'opaque', output_format: ' jpeg ', output_compression: 0 },
  ])('sends %j, which go together, without white space around them', async (typed) => {
    const sent = replying({ b64_json: PNG });
    const result = await ask({ ...city, ...typed, quality: ' low ', moderation: ' auto ' });
    expect(sent[0]?.body).toEqual({
      model: 'gpt-image-2',
      prompt: 'A futuristic cityscape',
      size: '1024x1024',
      quality: 'low',
      ...typed,
      background: typed.background.trim(),
      output_format: typed.output_format.trim(),
      moderation: 'auto',
    });
    expect(result).toMatchObject({ metadata: { warnings: [] } });
  });

  test('passes over what is no image, and over members of no use', async () => {
    const odd = { url: 7, b64_json: PNG, revised_prompt: 7 };
    const blank = { url: 'https://example.com/a.png', b64_json: '', revised_prompt: '' };
    const reply = { data: [null, 'none', { b64_json: 7 }, odd, blank, { url: '' }], output_format: 7, size: 7 };
    answering(PATH, [{ reply }]);
    const url = `data:image/png;base64,${PNG}`;
    expect(await ask(city)).toMatchObject({
      data: {
        status: 'success',
        message: 'Image generated successfully',
        data: { url, images: [{ url, mime_type: 'image/png' }, { url: 'https://example.com/a.png' }] },
      },
      metadata: { warnings: ['The reply holds no picture in 4 of its 6 images.'] },
    });
  });

  test('goes by what the reply declares where the bytes tell nothing, and leaves out a blank size', async () => {
    replying({ b64_json: 'AAAA' }, { output_format: 'tiff', size: '' });
    const url = 'data:image/tiff;base64,AAAA';
    expect(await ask(city)).toMatchObject({
      data: { data: { url, images: [{ url }], b64_json: 'AAAA' } },
      metadata: { warnings: ['An image is of no type known here, so the declared one was kept: image/tiff.'] },
    });
    replying({ b64_json: 'AAAA' }, { output_format: '', size: '' });
    expect((await ask(city)).data).toEqual({
      status: 'success',
      message: 'Image generated successfully',
      data: { url: 'data:image/png;base64,AAAA', images: [{ url: 'data:image/png;base64,AAAA' }], b64_json: 'AAAA' },
    });
  });

  const base64 = (bytes: string) => Buffer.from(bytes, 'latin1').toString('base64');
  const SVG = base64('<?xml version="1.0"?>\n<!DOCTYPE svg>\n<svg xmlns="http://www.w3.org/2000/svg"/>');

  test.each<[string, string, string]>([
    ['AVIF', base64('\0\0\0\x1cftypavif\0\0\0\0'), 'image/avif'],
    ['AVIF of another brand', base64('\0\0\0\x1cftypmif1\0\0\0\0mif1avif'), 'image/avif'],
    ['HEIC', base64('\0\0\0\x18ftypheic\0\0\0\0'), 'image/heic'],
    ['SVG', SVG, 'image/svg+xml'],
    ['a bare SVG', base64(' <svg>'), 'image/svg+xml'],
    ['GIF', base64('GIF89a'), 'image/gif'],
  ])('tells %s by its bytes, whatever is declared', async (_what, b64_json, mime_type) => {
    replying({ b64_json }, { output_format: 'png' });
    const url = `data:${mime_type};base64,${b64_json}`;
    expect(await ask(city)).toMatchObject({
      data: { data: { url, b64_json, images: [{ url, mime_type }] } },
      metadata: { warnings: [] },
    });
  });

  test.each<[string, string, string, string | undefined]>([
    ['a data URI', `data:image/webp;base64,${PNG}`, `data:image/webp;base64,${PNG}`, PNG],
    ['a data URI that is not base64', 'data:image/svg+xml,<svg/>', 'data:image/svg+xml,<svg/>', undefined],
    [
      'for addresses',
      `${PNG.slice(0, 8)}-_-_`,
      `data:image/png;base64,${PNG.slice(0, 8)}+/+/`,
      `${PNG.slice(0, 8)}+/+/`,
    ],
    [
      'a data URI for addresses',
      `data:image/png;base64,${PNG.slice(0, 8)}-__-`,
      `data:image/png;base64,${PNG.slice(0, 8)}+//+`,
      `${PNG.slice(0, 8)}+//+`,
    ],
    ['a data URI broken into lines', `data:a/b;base64,${PNG}\n`, `data:a/b;base64,${PNG}`, PNG],
    ['broken into lines', ` ${PNG.slice(0, 8)}\r\n${PNG.slice(8)}\n`, `data:image/png;base64,${PNG}`, PNG],
  ])('takes base64 that is %s', async (_what, b64_json, url, kept) => {
    replying({ b64_json });
    const { data } = (await ask(city)) as { data: { data: { url: string; b64_json?: string } } };
    expect(data.data).toMatchObject({ url, images: [{ url }] });
    expect(data.data.b64_json).toBe(kept);
  });

  test.each([
    'Sorry, I cannot draw that.',
    base64('{"error":"no"}'),
    base64('Zu groß'),
    Buffer.from('Größe '.repeat(300)).toString('base64'),
    '=',
    ' ',
  ])('is an error when a text comes in place of a picture: %s', async (b64_json) => {
    replying({ b64_json });
    expect((await askInVain(city)).data).toMatchObject({ kind: 'unusable_reply' });
  });

  test.each<[string, object, string]>([
    ['under images', { images: [{ url: 'https://example.com/a.png' }] }, 'https://example.com/a.png'],
    ['as base64 in url', { data: [{ url: PNG }] }, `data:image/png;base64,${PNG}`],
    ['under a path of the server', { data: [{ url: '/files/a.png' }] }, '/files/a.png'],
    ['as a data URI in url', { data: [{ url: 'data:image/svg+xml,<svg a="b"/>' }] }, 'data:image/svg+xml,<svg a="b"/>'],
    [
      'with a whole type as its format',
      { data: [{ b64_json: 'AAAA' }], output_format: 'image/bmp' },
      'data:image/bmp;base64,AAAA',
    ],
  ])('finds a picture %s', async (_where, reply, url) => {
    answering(PATH, [{ reply }]);
    expect((await ask(city)).data).toMatchObject({ data: { url, images: [{ url }] } });
  });

  test('is an error when a text comes in place of a link', async () => {
    replying({ url: 'No GPU is free' });
    expect((await askInVain(city)).data).toMatchObject({ kind: 'unusable_reply' });
  });

  test('passes over a text beside a picture', async () => {
    answering(PATH, [{ reply: { data: [{ b64_json: 'No!' }, { b64_json: PNG }] } }]);
    expect((await ask(city)).data).toMatchObject({ data: { images: [{ mime_type: 'image/png' }], b64_json: PNG } });
  });

  test('shows the request in a dry run', async () => {
    const body = { model: 'gpt-image-2', prompt: 'A futuristic cityscape', size: '1024x1024' };
    expect((await ask({ ...city, dry_run: 'yes' })).data).toEqual({
      method: 'POST',
      path: '/images/generations',
      body,
      requests: 1,
    });
  });

  test.each([
    [PNG, 'image/png'],
    ['/9j/4AAQ', 'image/jpeg'],
    ['UklGRiQAAABXRUJQVlA4', 'image/webp'],
    ['R0lGODlh', 'image/gif'],
    ['AAAA', 'image/png'],
  ])('tells the type of base64 %s from its first bytes: %s', async (b64_json, type) => {
    replying({ b64_json });
    expect((await ask(city)).data).toMatchObject({ data: { url: `data:${type};base64,${b64_json}` } });
  });

  test.each([
    ['gpt-image-1', '1536x1024', '1536x1024'],
    ['gpt-image-1', 'auto', 'auto'],
    ['gpt-image-1-2025-04-23', '1024x1536', '1024x1536'],
    ['dall-e-3', '1792 × 1024', '1792x1024'],
    ['dall-e-2', '256x256', '256x256'],
    ['gpt-image-2', '2048x1152', '2048x1152'],
    ['my-drawer', 'huge', 'huge'],
    ['gpt-image-1', ' 1024x1024 ', '1024x1024'],
    ['my-drawer', '512*256', '512x256'],
    ['my-drawer', '512  x256', '512x256'],
    ['my-drawer', '512x 256px', '512x 256px'],
    ['my-drawer', 'about 512x 256', 'about 512x 256'],
  ])('asks %s for size %s as %s', async (custom_image_model, size, asked) => {
    const sent = replying({ b64_json: PNG });
    const result = await ask({ ...city, custom_image_model, size });
    expect(sent[0]?.body).toEqual({ model: custom_image_model, prompt: 'A futuristic cityscape', size: asked });
    expect(result).toMatchObject({ metadata: { warnings: [] } });
  });

  test.each([
    ['1792x1024', '1536x1024'],
    ['1024x1792', '1024x1536'],
  ])('draws the documented size %s of GPT Image 1 as %s, with a warning', async (size, nearest) => {
    const sent = replying({ b64_json: PNG });
    const result = await ask({ ...city, model: 'gpt-image-1', size });
    expect(sent[0]?.body['size']).toBe(nearest);
    const warning = `gpt-image-1 does not draw ${size}, so the nearest size was used: ${nearest}.`;
    expect(result).toMatchObject({ metadata: { warnings: [warning] } });
  });

  test.each([
    [{ prompt: ' ' }, 'Prompt is empty. Describe the image to generate.'],
    [
      { model: 'dall-e-2', size: '1792x1024' },
      'Size (in pixels) must be 256x256, 512x512, or 1024x1024 for dall-e-2, not 1792x1024.',
    ],
    [
      { model: 'gpt-image-1.5', size: '1792x1024' },
      'Size (in pixels) must be auto, 1024x1024, 1536x1024, or 1024x1536 for gpt-image-1.5, not 1792x1024.',
    ],
    [
      { model: 'gpt-image-1', size: 1024 },
      'Size (in pixels) must be auto, 1024x1024, 1536x1024, or 1024x1536 for gpt-image-1, not 1024.',
    ],
    [
      { image_count: 11 },
      'Number of images must be a whole number from 1 to 10, not 11. Correct it or leave the field blank.',
    ],
    [{ image_count: 2, model: 'dall-e-3' }, 'Number of images must be 1 for dall-e-3, not 2.'],
    [{ quality: 'xhigh' }, 'Quality must be auto, low, medium, or high for gpt-image-2, not xhigh.'],
    [{ background: 'green' }, 'Background must be auto, transparent, or opaque for gpt-image-2, not green.'],
    [{ output_format: 'gif' }, 'Output format must be png, jpeg, or webp for gpt-image-2, not gif.'],
    [
      { output_compression: 101 },
      'Compression must be a whole number from 0 to 100, not 101. Correct it or leave the field blank.',
    ],
    [
      { background: 'transparent', output_format: 'jpeg' },
      'Background transparent cannot be kept by Output format JPEG. Choose PNG or WebP.',
    ],
    [{ prompt: ['a'] }, 'Prompt must be one text, not a list. Join the list into a text first.'],
    [{ size: ['a'] }, 'Size (in pixels) must be one text, not a list. Join the list into a text first.'],
    [{ quality: ['a'] }, 'Quality must be one text, not a list. Join the list into a text first.'],
    [{ model: 'gpt-4o' }, 'Model is gpt-4o, which is for the operation Chat. Choose another model in Model.'],
  ])('refuses %j before anything is sent', async (answers, problem) => {
    expect(await complaint({ ...city, ...answers })).toBe(problem);
  });

  test.each([
    ['model', 'use Model or Model ID'],
    ['prompt', 'use Prompt'],
    ['n', 'use Number of images'],
    ['stream', 'images are not streamed to an app'],
    ['image', 'use Source images of the operation Edit Image(s)'],
    ['mask', 'use Mask of the operation Edit Image(s)'],
  ])('refuses %s in Additional parameters', async (name, instead) => {
    const problem = `Additional parameters must not hold ${name}: ${instead}.`;
    expect(await complaint({ ...city, additional_image_parameters: { [name]: null } })).toBe(problem);
  });

  test.each([[{}], [{ data: [] }], [{ data: 'none' }], [{ data: [{ b64_json: '', url: null }] }]])(
    'is an error when the reply %j holds no image',
    async (reply) => {
      answering(PATH, [{ reply }]);
      const { description, data } = await askInVain(city);
      expect(data['kind']).toBe('unusable_reply');
      expect(description).toContain('The reply holds no image. The reply begins: {');
    }
  );
});
