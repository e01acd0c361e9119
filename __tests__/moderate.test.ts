import { answering, ask, askInVain, askWithEveryField, complaint, errorReply, KEY } from './support/openai';
import { serving } from './support/server';

const PATH = '/v1/moderations';
const PNG = 'iVBORw0KGgoAAAANSUhEUg==';
const moderate = (more: object = {}) => ({ operation: 'moderate', moderate_input: 'Go away', ...more });

/** A verdict as OpenAI sends it, and what becomes of it. */
const sent = (harassment: number, rest: object = {}) => ({
  flagged: harassment >= 0.5,
  categories: { 'hate': false, 'harassment/threatening': false, 'harassment': harassment >= 0.5, 'illicit': null },
  category_scores: { 'hate': 0.125, 'harassment/threatening': 0.25, harassment, 'illicit': null },
  ...rest,
});
const verdict = (harassment: number) => ({
  flagged: harassment >= 0.5,
  categories: harassment >= 0.5 ? ['harassment'] : [],
  scores: { 'hate': 0.125, 'harassment/threatening': 0.25, harassment },
});
const reply = (...results: unknown[]) => ({ id: 'modr-1', model: 'omni-moderation-latest', results });

describe('Moderate', () => {
  test('sends every field of the form and gives the verdict, the worst categories first', async () => {
    const bad = sent(0.75, { categories: { 'harassment/threatening': true, 'harassment': true, 'hate': false } });
    const requests = answering(PATH, [{ reply: reply(bad) }]);
    const filled = {
      moderate_input: 'Go away',
      moderate_field: 'ignored',
      moderate_image: [{ name: 'a.png', base64Data: PNG }],
      threshold: '0.125',
      custom_moderation_model: ' omni-moderation-2024-09-26 ',
      dry_run: 'no',
    };
    expect(await askWithEveryField('moderate', filled)).toEqual({
      status: 'ok',
      data: {
        flagged: true,
        categories: ['harassment', 'harassment/threatening'],
        scores: { 'hate': 0.125, 'harassment/threatening': 0.25, 'harassment': 0.75 },
        over_threshold: true,
        categories_over_threshold: ['harassment', 'harassment/threatening', 'hate'],
      },
      metadata: {
        model: 'omni-moderation-latest',
        request_id: 'req_1',
        attempts: 1,
        warnings: ['Text field was left out, because Input holds no objects.'],
      },
    });
    expect(requests.map(({ body }) => body)).toEqual([
      {
        model: 'omni-moderation-2024-09-26',
        input: [
          { type: 'text', text: 'Go away' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
        ],
      },
    ]);
  });

  test('sends a text alone as it is', async () => {
    const requests = answering(PATH, [{ reply: reply(sent(0)) }]);
    expect((await ask(moderate({ moderate_input: ' ["Go away"] ' }))).data).toEqual(verdict(0));
    expect(requests[0]?.body).toEqual({ model: 'omni-moderation-latest', input: ' ["Go away"] ' });
  });

  test('sends an image alone, as a link that is not fetched', async () => {
    const requests = answering(PATH, [{ reply: reply(sent(0.25)) }]);
    const query = moderate({ moderate_input: '', moderate_image: ' https://example.com/a.png ' });
    expect((await ask(query)).data).toEqual(verdict(0.25));
    expect(requests[0]?.body).toEqual({
      model: 'omni-moderation-latest',
      input: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }],
    });
  });

  test('gives a verdict for each text of a list, null for a blank one, with a warning', async () => {
    const requests = answering(PATH, [{ reply: reply(sent(0), sent(0.5), sent(0)) }]);
    expect(await ask(moderate({ moderate_input: ['Hi', ' ', 'Go away', 7] }))).toEqual({
      status: 'ok',
      data: { flagged: true, results: [verdict(0), null, verdict(0.5), verdict(0)] },
      metadata: {
        model: 'omni-moderation-latest',
        request_id: 'req_1',
        attempts: 1,
        warnings: ['1 element of Input without text got the verdict null.'],
      },
    });
    expect(requests[0]?.body['input']).toEqual(['Hi', 'Go away', '7']);
  });

  test('gives rows with their verdicts, and whether any is over the threshold', async () => {
    const rows = [{ id: 1, comment: 'Hi' }, { id: 2 }, { id: 3, comment: 'Go away' }];
    answering(PATH, [{ reply: reply(sent(0), sent(0.375)) }]);
    const query = moderate({ moderate_input: rows, moderate_field: ' comment ', threshold: 0.375 });
    const over = (names: string[]) => ({ over_threshold: names.length > 0, categories_over_threshold: names });
    expect((await ask(query)).data).toEqual({
      flagged: false,
      over_threshold: true,
      rows: [
        { id: 1, comment: 'Hi', moderation: { ...verdict(0), ...over([]) } },
        { id: 2, moderation: null },
        { id: 3, comment: 'Go away', moderation: { ...verdict(0.375), ...over(['harassment']) } },
      ],
    });
  });

  test('takes the text of one object from Text field, and its JSON without one', async () => {
    const requests = answering(PATH, [
      { reply: reply(sent(0.75)) },
      { reply: reply(sent(0)) },
      { reply: reply(sent(0)) },
    ]);
    const moderate_input = { comment: 'Go away', other: 'Hello' };
    expect(await ask(moderate({ moderate_input, moderate_field: ' comment ' }))).toEqual({
      status: 'ok',
      data: verdict(0.75),
      metadata: { model: 'omni-moderation-latest', request_id: 'req_1', attempts: 1, warnings: [] },
    });
    await ask(moderate({ moderate_input }));
    await ask(moderate({ moderate_input, moderate_field: 'text', moderate_image: 'https://example.com/a.png' }));
    expect(requests.map(({ body }) => body['input'])).toEqual([
      'Go away',
      '{"comment":"Go away","other":"Hello"}',
      [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }],
    ]);
  });

  test('judges the text alone of objects that hold a picture as well', async () => {
    const requests = answering(PATH, [{ reply: reply(sent(0)) }]);
    const moderate_input = [{ comment: 'Hi', dataURL: `data:image/png;base64,${PNG}` }];
    await ask(moderate({ moderate_input, moderate_field: 'comment' }));
    expect(requests[0]?.body).toEqual({ model: 'omni-moderation-latest', input: ['Hi'] });
  });

  test('warns of a Text field beside a list of texts', async () => {
    answering(PATH, [{ reply: reply(sent(0)) }]);
    expect(await ask(moderate({ moderate_input: ['Hi', ''], moderate_field: 'comment' }))).toMatchObject({
      metadata: {
        warnings: [
          '1 element of Input without text got the verdict null.',
          'Text field was left out, because Input holds no objects.',
        ],
      },
    });
  });

  test('gives an empty list for one, and asks nobody', async () => {
    expect(await ask(moderate({ moderate_input: [], moderate_field: 'comment' }))).toEqual({
      status: 'ok',
      data: { flagged: false, results: [] },
      metadata: { model: 'omni-moderation-latest', attempts: 0, warnings: [] },
    });
  });

  test('sends more than a hundred texts in several requests, and puts the verdicts in order', async () => {
    const { source, requests, most } = await serving<{ input: string[] }>(({ body: { input } }) => ({
      body: reply(...input.map((text) => sent(Number(text) / 1000))),
      // What is asked first is answered last.
      delay: 100 - Number(input[0]) / 10,
    }));
    const texts = Array.from({ length: 950 }, (_, index) => String(index));
    const result = await ask(moderate({ moderate_input: ['', ...texts] }), source);
    expect(result).toEqual({
      status: 'ok',
      data: { flagged: true, results: [null, ...texts.map((text) => verdict(Number(text) / 1000))] },
      metadata: {
        model: 'omni-moderation-latest',
        attempts: 10,
        warnings: ['1 element of Input without text got the verdict null.'],
      },
    });
    const sizes = requests.map(({ body }) => body.input.length);
    expect(sizes.sort((a, b) => a - b)).toEqual([50, ...Array<number>(9).fill(100)]);
    expect(most()).toBe(4);
  });

  test('says which texts a request held that fails, and begins no other', async () => {
    const { source, requests } = await serving<{ input: string[] }>(({ body: { input } }) =>
      input.includes('100')
        ? { status: 400, body: errorReply('Input is too long.') }
        : { delay: 1000, body: reply(...input.map(() => sent(0))) }
    );
    const texts = Array.from({ length: 1001 }, (_, index) => String(index));
    const { description, data } = await askInVain(moderate({ moderate_input: texts }), source);
    expect(description).toBe(
      'Input is too long. Check the fields of the query against what the message says. The request held entries 101 to 200 of Input.'
    );
    expect(data['kind']).toBe('invalid_request');
    expect(requests).toHaveLength(4);
    const last = await askInVain(moderate({ moderate_input: ['', '100'] }), source);
    expect(last.description).toMatch(/ The request held entry 2 of Input\.$/);
  });

  test('waits out a rate limit with a list, whatever Retries says', async () => {
    const busy = { status: 429, reply: errorReply('Slow down.'), headers: { 'retry-after-ms': '20' } };
    answering(PATH, [busy, { reply: reply(sent(0)) }]);
    const source = { apiKey: KEY, max_retries: 0 };
    expect(await ask(moderate({ moderate_input: ['Hi'] }), source)).toMatchObject({ metadata: { attempts: 2 } });
    answering(PATH, [busy]);
    expect((await askInVain(moderate(), source)).data).toMatchObject({ kind: 'rate_limit' });
  });

  test.each([true, false])('believes the server that a text is flagged: %j', async (flagged) => {
    answering(PATH, [{ reply: reply(sent(flagged ? 0 : 0.75, { flagged })) }]);
    expect((await ask(moderate())).data).toEqual({ ...verdict(flagged ? 0 : 0.75), flagged });
  });

  test('tells from the categories whether a text is flagged where a server does not say', async () => {
    const results = [
      { categories: { pii: true, law: true, hate: true }, category_scores: { hate: 0.5 } },
      { categories: { hate: false } },
    ];
    const { source } = await serving({ body: { results } });
    const query = moderate({ moderate_input: ['a', 'b'], custom_moderation_model: 'mistral-moderation-latest' });
    expect((await ask(query, source)).data).toEqual({
      flagged: true,
      results: [
        { flagged: true, categories: ['hate', 'pii', 'law'], scores: { hate: 0.5 } },
        { flagged: false, categories: [], scores: {} },
      ],
    });
  });

  test('shows the first of several requests in a dry run', async () => {
    const moderate_input = Array.from({ length: 10_000 }, (_, index) => `text ${index}`);
    expect((await ask(moderate({ moderate_input, dry_run: 'yes' }))).data).toEqual({
      method: 'POST',
      path: '/moderations',
      body: { model: 'omni-moderation-latest', input: moderate_input.slice(0, 100) },
      requests: 100,
    });
  });

  test.each<[object, string]>([
    [{ moderate_input: ' ' }, 'Input is empty. Enter a text, bind a list of texts, or fill Image.'],
    [
      { moderate_input: { comment: ' ' }, moderate_field: 'comment' },
      'Input has no text in comment. Correct Text field, or bind an object that has one there.',
    ],
    [
      { moderate_input: { comment: ['a'] }, moderate_field: 'comment' },
      'Input must have a text in comment, not ["a"].',
    ],
    [
      { moderate_input: { name: 'a.png', type: 'image/png', base64Data: PNG } },
      'Input holds a file. Bind a picture in Image instead, and of another file its text.',
    ],
    [
      { moderate_input: [{ name: 'a.png', dataURL: `data:image/png;base64,${PNG}` }], moderate_field: 'dataURL' },
      'Input holds a file. Bind a picture in Image instead, and of another file its text.',
    ],
    [
      { moderate_input: { base64Data: PNG }, moderate_field: ' base64Data ' },
      'Input holds a file. Bind a picture in Image instead, and of another file its text.',
    ],
    [{ moderate_input: Array(10_001).fill('a') }, 'Input takes up to 10,000 texts, not 10001.'],
    [
      { moderate_input: [{ comment: 'a' }] },
      'Input: entry 1 is an object. Enter in Text field the name of the member that holds the text.',
    ],
    [
      { moderate_input: ['a', { comment: 'a' }], moderate_field: 'comment' },
      'Input: entry 2 is of another kind than the first. Bind texts only or objects only.',
    ],
    [
      { moderate_input: ['', null] },
      'Input has no text in any of its elements. Bind texts, or objects that have one in Text field.',
    ],
    [{ moderate_input: [[]] }, 'Input: entry 1 must be a text, not [].'],
    [
      { moderate_input: ['a'], moderate_image: PNG },
      'Image cannot be judged together with a list. Bind one text in Input.',
    ],
    [{ moderate_image: [PNG, PNG] }, 'Image takes one image. Run a query for each of several.'],
    [
      { moderate_image: 'JVBERi0xLjc=' },
      'Image must be a link, PNG, JPEG, WebP or GIF: a data URI, base64 or the file of a file picker, not a PDF.',
    ],
    [
      { moderate_image: Buffer.concat([Buffer.from(PNG, 'base64'), Buffer.alloc(20 * 1024 ** 2)]).toString('base64') },
      'Image is larger than 20 MB. Make the file smaller.',
    ],
    [{ threshold: 1.5 }, 'Threshold must be a number from 0 to 1, not 1.5. Correct it or leave the field blank.'],
    [
      { custom_moderation_model: 'gpt-4o' },
      'Model ID is gpt-4o, which is for the operation Chat. Choose another model in Model ID.',
    ],
  ])('refuses a wrong value before anything is sent (%#)', async (more, problem) => {
    expect(await complaint(moderate(more))).toBe(problem);
  });

  test.each<[object, string]>([
    [{}, 'The reply holds 0 verdicts for 1.'],
    [{ results: [] }, 'The reply holds 0 verdicts for 1.'],
    [{ results: [sent(0), sent(0)] }, 'The reply holds 2 verdicts for 1.'],
    [{ results: [null] }, 'The reply holds something that is no verdict.'],
    [{ results: [{ flagged: true }] }, 'The reply holds something that is no verdict.'],
  ])('is an error when the reply is %j', async (body, problem) => {
    answering(PATH, [{ reply: body }]);
    const { description, data } = await askInVain(moderate());
    expect(description).toContain(`${problem} The reply begins: {`);
    expect(data).toMatchObject({ kind: 'unusable_reply', retryable: false });
  });

  test('takes rows that hold what no JSON can, because only their texts are sent', async () => {
    const loop: Record<string, unknown> = { comment: 'a' };
    loop['self'] = loop;
    answering(PATH, [{ reply: reply(sent(0)) }]);
    const { data } = await ask(moderate({ moderate_input: [loop], moderate_field: 'comment' }));
    expect(data).toMatchObject({ rows: [{ comment: 'a', moderation: verdict(0) }] });
  });
});
