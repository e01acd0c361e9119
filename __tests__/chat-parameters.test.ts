import { answering, ask, askInVain, chatReply, complaint, errorReply, KEY } from './support/openai';

const PATH = '/v1/chat/completions';
const hello = { operation: 'chat', prompt: 'Hello' };

const replying = (content: unknown, finishReason?: string) =>
  answering(PATH, [{ reply: chatReply({ content }, {}, finishReason) }]);

describe('Temperature', () => {
  test.each([
    ['gpt-5.5', 1, undefined, 'takes it only with Reasoning effort None'],
    ['gpt-5', 0.5, undefined, 'takes only 1'],
    ['o3', 1, undefined, 'does not take it'],
    ['gpt-5', 1, 1, ''],
    ['gpt-5.2', 0.5, 0.5, ''],
    ['gpt-9', 0.5, 0.5, ''],
  ])('for %s at %j goes out as %j', async (model, temperature, asked, reason) => {
    const sent = replying('Hi');
    const result = await ask({ ...hello, custom_model: model, temperature });
    expect(sent[0]?.body).toEqual({ model, messages: [{ role: 'user', content: 'Hello' }], temperature: asked });
    const warnings = reason ? [`Temperature was left out, because ${model} ${reason}.`] : [];
    expect(result).toMatchObject({ metadata: { warnings } });
  });
});

describe('A number', () => {
  test.each([
    [' 1.5\n', 1.5],
    ['+1', 1],
    ['-0', 0],
    ['1e0', 1],
    ['1E0', 1],
    ['.5', 0.5],
    [0, 0],
    ['2', 2],
  ])('may be typed as %j', async (temperature, asked) => {
    const sent = replying('Hi');
    await ask({ ...hello, model: 'gpt-4o', temperature });
    expect(sent[0]?.body).toEqual({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Hello' }],
      temperature: asked,
    });
  });

  test.each(['0b1', '0x1', 'Infinity', 'e', '1,5', '1 5', 'a1', '1a', '2.01'])('is not %j', async (temperature) => {
    const problem = `Temperature must be a number from 0 to 2, not "${temperature}". Correct it or leave the field blank.`;
    expect(await complaint({ ...hello, temperature })).toBe(problem);
  });

  test.each([
    [2 ** 53, '9007199254740992'],
    [-1, '-1'],
    [{ a: 1 }, '{"a":1}'],
    ['x'.repeat(58), `"${'x'.repeat(58)}"`],
    ['x'.repeat(59), `"${'x'.repeat(59)}…`],
  ])('that cannot be counted to, %j, stands in the error, shortened to 60 characters', async (max_tokens, shown) => {
    const problem = `Max Tokens must be a whole number from 1 up, not ${shown}. Correct it or leave the field blank.`;
    expect(await complaint({ ...hello, max_tokens })).toBe(problem);
  });
});

describe('A choice', () => {
  test('may have white space around it', async () => {
    const sent = replying('Hi');
    await ask({ ...hello, verbosity: ' low\n', reasoning_effort: ' ' });
    expect(sent[0]?.body).toEqual({
      model: 'gpt-5.2',
      messages: [{ role: 'user', content: 'Hello' }],
      verbosity: 'low',
    });
  });

  test.each([
    ['Low', 'Verbosity must be low, medium, or high, not "Low".'],
    [1, 'Verbosity must be low, medium, or high, not 1.'],
    [['low'], 'Verbosity must be one text, not a list. Join the list into a text first.'],
  ])('is not %j', async (verbosity, problem) => {
    expect(await complaint({ ...hello, verbosity })).toBe(problem);
  });
});

describe('Stop sequence', () => {
  test.each([
    ['\\n', '\n'],
    [' ', ' '],
    ['a\\tb\\\\n', 'a\tb\\n'],
    ['[END]', '[END]'],
    ['\\x\\', '\\x\\'],
    ['{"a":1}', '{"a":1}'],
    [7, '7'],
    ['["a","\\\\n"]', ['a', '\\n']],
    [['a\\n'], 'a\\n'],
    ['["only"]', 'only'],
    [
      [1, 'b'],
      ['1', 'b'],
    ],
  ])('%j goes out as %j', async (stop_sequence, stop) => {
    const sent = replying('Hi');
    await ask({ ...hello, model: 'gpt-4o', stop_sequence });
    expect(sent[0]?.body['stop']).toEqual(stop);
  });

  test('an empty array is not set', async () => {
    const sent = replying('Hi');
    await ask({ ...hello, model: 'gpt-4o', stop_sequence: [] });
    expect(sent[0]?.body).not.toHaveProperty('stop');
  });

  test('cuts the reply of a model that takes no stop at the earliest one, before the suffix', async () => {
    const sent = replying('one END two STOP three', 'length');
    const result = await ask({ ...hello, stop_sequence: ['STOP', 'END', 'absent'], suffix: '.' });
    expect(sent[0]?.body).toEqual({ model: 'gpt-5.2', messages: [{ role: 'user', content: 'Hello' }] });
    const warning =
      'Stop sequence was not sent, because gpt-5.2 does not take it; the reply is cut at it here instead.';
    expect(result).toEqual({
      status: 'ok',
      data: 'one .',
      metadata: {
        model: 'gpt-5.2-2025-12-11',
        usage: { input_tokens: 12, output_tokens: 20, total_tokens: 32, reasoning_tokens: 6, cached_tokens: 4 },
        finish_reason: 'stop',
        request_id: 'req_1',
        attempts: 1,
        warnings: [warning],
        history: [
          { role: 'user', content: 'Hello' },
          { role: 'assistant', content: 'one ' },
        ],
      },
    });
  });

  test('leaves nothing of a reply that begins with one', async () => {
    replying('END of all');
    const result = await ask({ ...hello, stop_sequence: 'END', suffix: '.' });
    expect(result).toMatchObject({ data: '.', metadata: { history: [{ role: 'user', content: 'Hello' }] } });
  });

  test('takes four of 1,000 characters', async () => {
    const sent = replying('Hi');
    const stop_sequence = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(1000));
    await ask({ ...hello, model: 'gpt-4o', stop_sequence });
    expect(sent[0]?.body['stop']).toEqual(stop_sequence);
  });

  test.each([
    [[1, null], 'Stop sequence: entry 2 must be a text, not null.'],
    [[true], 'Stop sequence: entry 1 must be a text, not true.'],
  ])('is not %j', async (stop_sequence, problem) => {
    expect(await complaint({ ...hello, stop_sequence })).toBe(problem);
  });

  test('leaves a reply without any of the stops alone', async () => {
    replying('one two', 'length');
    const result = await ask({ ...hello, stop_sequence: 'END' });
    expect(result).toMatchObject({ data: 'one two', metadata: { finish_reason: 'length' } });
  });
});

describe('Parameters that the server refuses', () => {
  const refusal = (param: string | null, message: string, code: string | null = 'unsupported_parameter') => ({
    status: 400,
    reply: errorReply(message, { param, code }),
  });
  const all = { ...hello, model: 'my-model', temperature: 0.5, stop_sequence: ['a', 'END'], max_tokens: 9 };

  test('are left out one by one, each with a warning, and the limit goes out under its other name', async () => {
    const sent = answering(PATH, [
      refusal('temperature', 'no', 'unsupported_value'),
      refusal(null, "Unsupported parameter: 'stop' is not supported with this model.", null),
      refusal('max_completion_tokens', 'no', 'unknown_parameter'),
      { reply: chatReply({ content: 'x END y' }) },
    ]);
    const result = await ask(all);
    const messages = [{ role: 'user', content: 'Hello' }];
    const stop = ['a', 'END'];
    expect(sent.map(({ body }) => body)).toEqual([
      { model: 'my-model', messages, temperature: 0.5, stop, max_completion_tokens: 9 },
      { model: 'my-model', messages, stop, max_completion_tokens: 9 },
      { model: 'my-model', messages, max_completion_tokens: 9 },
      { model: 'my-model', messages, max_tokens: 9 },
    ]);
    expect(result).toMatchObject({
      data: 'x ',
      metadata: {
        attempts: 4,
        warnings: [
          'Temperature was left out, because my-model refused it.',
          'Stop sequence was not sent, because my-model does not take it; the reply is cut at it here instead.',
        ],
      },
    });
  });

  test('lend the limit its other name on a server of one’s own, too', async () => {
    const origin = 'https://llm.example.com';
    const refused = { status: 400, reply: errorReply("Unsupported parameter: 'max_tokens'.") };
    const sent = answering(PATH, [refused, { reply: chatReply({ content: 'Hi' }) }], origin);
    await ask({ ...hello, custom_model: 'm', max_tokens: 9 }, { apiKey: KEY, base_url: `${origin}/v1` });
    const messages = [{ role: 'user', content: 'Hello' }];
    expect(sent.map(({ body }) => body)).toEqual([
      { model: 'm', messages, max_tokens: 9 },
      { model: 'm', messages, max_completion_tokens: 9 },
    ]);
  });

  test('keep the limit: when both of its names are refused, the query fails', async () => {
    const sent = answering(PATH, [refusal('max_completion_tokens', 'no'), refusal('max_tokens', 'never')]);
    const { data } = await askInVain({ ...hello, max_tokens: 9 });
    expect(data).toMatchObject({ kind: 'unsupported_parameter', param: 'max_tokens', status: 400 });
    const messages = [{ role: 'user', content: 'Hello' }];
    expect(sent.map(({ body }) => body)).toEqual([
      { model: 'gpt-5.2', messages, max_completion_tokens: 9 },
      { model: 'gpt-5.2', messages, max_tokens: 9 },
    ]);
  });

  test.each([
    [refusal('top_p', 'no')],
    [refusal(null, "Unsupported parameter: 'seed'.")],
    [refusal('temperature', 'no', 'invalid_value')],
    [{ ...refusal('temperature', 'no'), status: 403 }],
  ])('are never guessed: %j ends the query', async (answer) => {
    const sent = answering(PATH, [answer, { reply: chatReply({ content: 'Hi' }) }]);
    await askInVain(all);
    expect(sent).toHaveLength(1);
  });
});

describe('Stops of both fields', () => {
  test('cut the reply at the earliest, with one warning', async () => {
    const refusal = { status: 400, reply: errorReply('No.', { param: 'stop', code: 'unsupported_parameter' }) };
    answering(PATH, [refusal, { reply: chatReply({ content: 'one A two B' }) }]);
    const additional_chat_parameters = { stop: ['B'] };
    const result = await ask({ ...hello, model: 'o3', stop_sequence: 'A', additional_chat_parameters });
    const warning = 'Stop sequence was not sent, because o3 does not take it; the reply is cut at it here instead.';
    expect(result).toMatchObject({ data: 'one ', metadata: { warnings: [warning] } });
  });
});

describe('Max Tokens', () => {
  const limitAt = async (base_url: string | undefined, model: string) => {
    const url = new URL(base_url ?? 'https://api.openai.com/v1');
    const sent = answering(`${url.pathname}/chat/completions`, [{ reply: chatReply({ content: 'Hi' }) }], url.origin);
    await ask({ ...hello, model, max_tokens: 5 }, { apiKey: KEY, base_url });
    return Object.keys(sent[0]?.body ?? {}).filter((key) => key.startsWith('max_'));
  };

  test.each([
    [undefined, 'gpt-4o', 'max_completion_tokens'],
    ['https://eu.api.openai.com/v1', 'my-model', 'max_completion_tokens'],
    ['https://me.openai.azure.com/openai/v1', 'my-deployment', 'max_completion_tokens'],
    ['https://me.services.ai.azure.com/openai/v1', 'my-deployment', 'max_completion_tokens'],
    ['https://me.cognitiveservices.azure.com/openai/v1', 'my-deployment', 'max_completion_tokens'],
    ['https://llm.example.com/v1', 'my-model', 'max_tokens'],
    ['https://notapi.openai.com.example.com/v1', 'gpt-4o', 'max_tokens'],
    ['https://evil-api.openai.com/v1', 'gpt-4o', 'max_tokens'],
    ['https://evil-openai.azure.com/v1', 'gpt-4o', 'max_tokens'],
    ['https://llm.example.com/v1', 'gpt-5-mini', 'max_completion_tokens'],
    ['https://llm.example.com/v1', 'o3-2025-04-16', 'max_completion_tokens'],
  ])('at %s, %s gets %s', async (base_url, model, name) => {
    expect(await limitAt(base_url, model)).toEqual([name]);
  });
});
