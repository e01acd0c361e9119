import { answering, ask, askInVain, complaint } from './support/openai';

const PATH = '/v1/images/generations';
const city = { operation: 'image_generation', prompt: 'A futuristic cityscape' };
const PNG = 'iVBORw0KGgoAAAANSUhEUg==';

const replying = (image: object, rest: object = {}) =>
  answering(PATH, [{ reply: { created: 1795300000, data: [image], ...rest } }]);

describe('Generate AI Image(s)', () => {
  test('sends every field of the form and gives an image ready to bind', async () => {
    const usage = { input_tokens: 10, output_tokens: 4160, total_tokens: 4170 };
    const sent = replying({ b64_json: PNG }, { output_format: 'webp', usage });
    const result = await ask({
      operation: 'image_generation',
      model: 'gpt-image-2',
      custom_image_model: 'gpt-image-2.5-flare',
      prompt: 'A futuristic cityscape',
      size: '1536 X 864',
    });
    expect(sent.map(({ body }) => body)).toEqual([
      { model: 'gpt-image-2.5-flare', prompt: 'A futuristic cityscape', size: '1536x864' },
    ]);
    expect(result).toEqual({
      status: 'ok',
      data: {
        status: 'success',
        message: 'Image generated successfully',
        data: { url: `data:image/webp;base64,${PNG}`, b64_json: PNG },
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
      data: { url: 'https://example.com/a.png' },
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
    [{ model: 'dall-e-2', size: '1792x1024' }, 'must be 256x256, 512x512, or 1024x1024 for dall-e-2, not 1792x1024.'],
    [
      { model: 'gpt-image-1.5', size: '1792x1024' },
      'Size (in pixels) must be auto, 1024x1024, 1536x1024, or 1024x1536',
    ],
    [{ model: 'gpt-image-1', size: 1024 }, 'Size (in pixels) must be auto, '],
    [{ model: 'gpt-4o' }, 'Model is gpt-4o, which is for the operation Chat.'],
  ])('refuses %j before anything is sent', async (answers, problem) => {
    expect(await complaint({ ...city, ...answers })).toContain(problem);
  });

  test.each([[{}], [{ data: [] }], [{ data: 'none' }], [{ data: [{ b64_json: '', url: null }] }]])(
    'is an error when the reply %j holds no image',
    async (reply) => {
      answering(PATH, [{ reply }]);
      const { description, data } = await askInVain(city);
      expect(data['kind']).toBe('unusable_reply');
      expect(description).toContain('The reply holds no image. It begins: {');
    }
  );
});
