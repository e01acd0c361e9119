import { answering, ask, askInVain, askWithEveryField, chatReply, complaint } from './support/openai';

const PATH = '/v1/chat/completions';
const hello = { operation: 'chat', prompt: 'Hello' };

const replying = (content: unknown, finishReason?: string) =>
  answering(PATH, [{ reply: chatReply({ content }, {}, finishReason) }]);

const USAGE = { input_tokens: 12, output_tokens: 20, total_tokens: 32, reasoning_tokens: 6, cached_tokens: 4 };
const METADATA = {
  model: 'gpt-5.2-2025-12-11',
  usage: USAGE,
  finish_reason: 'stop',
  request_id: 'req_1',
  attempts: 1,
  warnings: [],
};
/** metadata.history of a first turn. */
const history = (content: string) => [
  { role: 'user', content: 'Hello' },
  { role: 'assistant', content },
];

describe('Chat', () => {
  test('sends every field of the form and gives the text, the suffix after it', async () => {
    const sent = replying('Machine learning is');
    const filled = {
      model: 'gpt-4-turbo',
      prompt: 'What are the key principles of machine learning?',
      system_prompt: 'Be brief.',
      message_history: [
        { role: 'user', content: 'Forgotten' },
        { role: 'user', content: 'Hi', id: 7, timestamp: 'now' },
        { role: 'assistant', content: 'Hello!' },
      ],
      images: 'https://example.com/a.png',
      response_format: 'text',
      json_schema: '{"unused":"string"}',
      custom_model: ' ft:gpt-5.4-2026-03-05:acme::1 ',
      max_tokens: '100',
      temperature: '0.7',
      reasoning_effort: 'none',
      verbosity: 'low',
      stop_sequence: 'END',
      suffix: '\\n',
      tools: '[{"name":"now"}]',
      history_limit: '1',
      image_detail: 'low',
      rows: '',
      concurrency: '3',
      run_as: 'now',
      output: 'reply',
      additional_chat_parameters: '{"top_p":0.9,"stop":"STOP"}',
      dry_run: 'no',
    };
    const result = await askWithEveryField('chat', filled);
    const turn = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello!' },
    ];
    const text = { type: 'text', text: 'What are the key principles of machine learning?' };
    const picture = { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } };
    const question = { role: 'user', content: [text, picture] };
    expect(sent.map(({ body }) => body)).toEqual([
      {
        model: 'ft:gpt-5.4-2026-03-05:acme::1',
        messages: [{ role: 'system', content: 'Be brief.' }, ...turn, question],
        max_completion_tokens: 100,
        temperature: 0.7,
        reasoning_effort: 'none',
        verbosity: 'low',
        tools: [{ type: 'function', function: { name: 'now' } }],
        top_p: 0.9,
        stop: 'STOP',
      },
    ]);
    const warning =
      'Stop sequence was not sent, because ft:gpt-5.4-2026-03-05:acme::1 does not take it; the reply is cut at it here instead.';
    const history = [...turn, question, { role: 'assistant', content: 'Machine learning is' }];
    expect(result).toEqual({
      status: 'ok',
      data: 'Machine learning is\n',
      metadata: {
        ...METADATA,
        warnings: [warning, 'JSON schema was left out, because Response format is Text.'],
        history,
      },
    });
  });

  test('sends nothing that was not set, and asks gpt-5.2 when no model was chosen', async () => {
    const sent = replying('Hi');
    const blank = { model: '', custom_model: ' ', system_prompt: null, message_history: '', max_tokens: undefined };
    expect((await ask({ ...hello, ...blank, temperature: ' ', stop_sequence: '', suffix: '' })).data).toBe('Hi');
    expect(sent[0]?.body).toEqual({ model: 'gpt-5.2', messages: [{ role: 'user', content: 'Hello' }] });
  });

  test('keeps an explicit zero', async () => {
    const sent = replying('Hi');
    await ask({ ...hello, model: 'gpt-4o', temperature: 0, suffix: 0 });
    expect(sent[0]?.body['temperature']).toBe(0);
  });

  test.each([
    ['a number', 42, '42'],
    ['zero', 0, '0'],
    ['a boolean', false, 'false'],
    ['an object', { a: [1] }, '{"a":[1]}'],
    ['JSON text', '{"a": 1}', '{"a": 1}'],
    ['text with white space around it', ' a\n', ' a\n'],
  ])('takes %s as prompt', async (_name, prompt, content) => {
    const sent = replying('Hi');
    await ask({ ...hello, prompt, system_prompt: prompt });
    expect(sent[0]?.body['messages']).toEqual([
      { role: 'system', content },
      { role: 'user', content },
    ]);
  });

  test('needs a prompt', async () => {
    const advice = 'Prompt is empty. Fill it in, or end Message history with a user message.';
    for (const prompt of [undefined, null, '', ' \n']) expect(await complaint({ ...hello, prompt })).toBe(advice);
    const message_history = [{ role: 'assistant', content: 'Hi' }];
    expect(await complaint({ operation: 'chat', message_history })).toBe(advice);
    expect(await complaint({ ...hello, prompt: ['a'] })).toBe(
      'Prompt must be one text, not a list. Bind the list in Rows to run one chat for each element.'
    );
  });

  test('needs no prompt when the history ends with a user message, and takes it as JSON text', async () => {
    const sent = replying('Hi');
    await ask({
      operation: 'chat',
      message_history: '[{"role":"developer","content":"x"},{"role":"user","content":5}]',
    });
    expect(sent[0]?.body['messages']).toEqual([
      { role: 'developer', content: 'x' },
      { role: 'user', content: '5' },
    ]);
  });

  test.each([
    { name: 'a.png', type: 'image/png', base64Data: 'iVBORw0KGgo=' },
    [{ name: 'a.png', type: 'image/png', dataURL: 'data:image/png;base64,iVBORw0KGgo=' }],
  ])('sends no file as text: %j', async (prompt) => {
    expect(await complaint({ operation: 'chat', prompt })).toBe(
      'Prompt holds a file. Bind a picture or PDF in Images and PDFs instead, and of another file its text.'
    );
  });

  test.each([{ name: 'a', base64Data: '' }, { base64Data: 7 }, { file: { base64Data: 'iVBORw0KGgo=' } }])(
    'sends any other object as its JSON: %j',
    async (prompt) => {
      const sent = replying('Hi');
      await ask({ operation: 'chat', prompt });
      expect(sent[0]?.body['messages']).toEqual([{ role: 'user', content: JSON.stringify(prompt) }]);
    }
  );

  test('passes content parts of the history on as they are', async () => {
    const sent = replying('Hi');
    const content = [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }];
    await ask({ ...hello, message_history: [{ role: 'user', content }] });
    expect(sent[0]?.body['messages']).toEqual([
      { role: 'user', content },
      { role: 'user', content: 'Hello' },
    ]);
  });

  test.each([
    ['not json', 'Message history must be an array or the text of a JSON array, not "not json".'],
    [{ role: 'user' }, 'Message history must be an array or the text of a JSON array, not {"role":"user"}.'],
    [[{ role: 'user', content: 'a' }, 'b'], 'Message history: entry 2 must be an object with role and content.'],
    [
      [{ content: 'a' }],
      'Message history: entry 1 has no role that can be sent. Its role must be system, developer, user, assistant, or tool.',
    ],
    [
      [{ role: 'robot', content: 'a' }],
      'Message history: entry 1 has no role that can be sent. Its role must be system, developer, user, assistant, or tool.',
    ],
    [
      [{ role: 'user', content: ' ' }],
      'Message history: entry 1 has no content. Its content must be text or an array of content parts.',
    ],
    [
      [{ role: 'user', content: [] }],
      'Message history: entry 1 has no content. Its content must be text or an array of content parts.',
    ],
    [
      [{ role: 'user', content: null }],
      'Message history: entry 1 has no content. Its content must be text or an array of content parts.',
    ],
  ])('names what is wrong with the history %j', async (message_history, problem) => {
    expect(await complaint({ ...hello, message_history })).toBe(problem);
  });

  test.each([
    [
      'temperature',
      'warm',
      'Temperature must be a number from 0 to 2, not "warm". Correct it or leave the field blank.',
    ],
    ['temperature', '0x1', 'Temperature must be a number from 0 to 2, not "0x1". Correct it or leave the field blank.'],
    ['temperature', 2.1, 'Temperature must be a number from 0 to 2, not 2.1. Correct it or leave the field blank.'],
    ['temperature', -0.1, 'Temperature must be a number from 0 to 2, not -0.1. Correct it or leave the field blank.'],
    ['temperature', NaN, 'Temperature must be a number from 0 to 2, not NaN. Correct it or leave the field blank.'],
    ['temperature', true, 'Temperature must be a number from 0 to 2, not true. Correct it or leave the field blank.'],
    ['system_prompt', ['a'], 'System prompt must be one text, not a list. Join the list into a text first.'],
    ['max_tokens', 0, 'Max Tokens must be a whole number from 1 up, not 0. Correct it or leave the field blank.'],
    [
      'max_tokens',
      '1.5',
      'Max Tokens must be a whole number from 1 up, not "1.5". Correct it or leave the field blank.',
    ],
    ['max_tokens', [5], 'Max Tokens must be a whole number from 1 up, not [5]. Correct it or leave the field blank.'],
    ['stop_sequence', ['a', 'b', 'c', 'd', 'e'], 'Stop sequence takes up to 4 texts, not 5.'],
    ['stop_sequence', 'x'.repeat(1001), 'Stop sequence takes up to 1,000 characters, not 1001. Shorten it.'],
    [
      'stop_sequence',
      ['a', 'x'.repeat(1001)],
      'Stop sequence: entry 2 takes up to 1,000 characters, not 1001. Shorten it.',
    ],
    ['stop_sequence', ['a', ''], 'Stop sequence: entry 2 must be a text, not "".'],
    ['response_format', 'xml', 'Response format must be text, json_object, or json_schema, not "xml".'],
    ['suffix', ['a'], 'Suffix must be one text, not a list. Join the list into a text first.'],
    [
      'custom_model',
      'gpt-image-2',
      'Model ID is gpt-image-2, which is for the operation Generate AI Image(s). Choose another model in Model ID.',
    ],
    [
      'model',
      'dall-e-3',
      'Model is dall-e-3, which is for the operation Generate AI Image(s). Choose another model in Model.',
    ],
    [
      'model',
      'text-embedding-3-small',
      'Model is text-embedding-3-small, which is for the operation Generate Embedding. Choose another model in Model.',
    ],
    [
      'model',
      'tts-1',
      'Model is tts-1, which is for speech, which this plugin does not offer. Choose another model in Model.',
    ],
  ])('refuses %s %j before anything is sent', async (key, value, problem) => {
    expect(await complaint({ ...hello, [key]: value })).toBe(problem);
  });
});

describe('A chat reply', () => {
  test('cut by the limit is given with its finish_reason and a warning', async () => {
    replying('Machine', 'length');
    expect(await ask(hello)).toEqual({
      status: 'ok',
      data: 'Machine',
      metadata: {
        ...METADATA,
        finish_reason: 'length',
        warnings: ['The reply was cut at the token limit. Raise Max Tokens for a longer one.'],
        history: history('Machine'),
      },
    });
  });

  test('may come as content parts, without usage, model, finish_reason or request id', async () => {
    const content = [{ type: 'text', text: 'a' }, null, { type: 'thinking' }, { type: 'text', text: 'b' }];
    answering(PATH, [{ reply: { choices: [{ message: { content } }] }, headers: { 'x-request-id': '' } }]);
    expect(await ask(hello)).toEqual({
      status: 'ok',
      data: 'ab',
      metadata: { model: 'gpt-5.2', attempts: 1, warnings: [], history: history('ab') },
    });
  });

  test('that is a refusal is an error with the words of the model', async () => {
    answering(PATH, [{ reply: chatReply({ content: null, refusal: 'I can’t help with that.' }) }]);
    expect(await askInVain(hello)).toEqual({
      name: 'QueryError',
      message: 'Query could not be completed',
      description: 'The model refused: I can’t help with that. Reword Prompt to get an answer.',
      data: {
        message: 'The model refused: I can’t help with that. Reword Prompt to get an answer.',
        kind: 'content_policy',
        retryable: false,
        request_id: 'req_1',
      },
    });
  });

  test('with text is given, whatever stands under refusal', async () => {
    answering(PATH, [{ reply: chatReply({ content: 'Hi', refusal: 'No.' }) }]);
    expect((await ask(hello)).data).toBe('Hi');
    answering(PATH, [{ reply: chatReply({ content: 'Hi', refusal: 'No.' }, {}, 'length') }]);
    expect((await ask(hello)).data).toBe('Hi');
  });

  test('stopped by a content filter is an error', async () => {
    replying('half of', 'content_filter');
    const { data } = await askInVain(hello);
    expect(data).toEqual({
      message: 'A content filter stopped the reply. Reword Prompt and run the query again.',
      kind: 'content_policy',
      retryable: false,
      request_id: 'req_1',
    });
  });

  test.each([
    ['100', 'reasoning used 6 of the 100 tokens of Max Tokens.'],
    [undefined, 'reasoning used 6 of the 20 tokens the model may write.'],
  ])(
    'without text because reasoning used it up says so with both numbers (Max Tokens %s)',
    async (max_tokens, words) => {
      replying(null, 'length');
      const { description, data } = await askInVain({ ...hello, max_tokens });
      expect(data).toMatchObject({ kind: 'output_limit', retryable: false });
      expect(description).toBe(`No text came back: ${words} Raise Max Tokens or lower Reasoning effort.`);
    }
  );

  test('without text, reasoning or counts blames the limit of the model', async () => {
    answering(PATH, [{ reply: chatReply({ content: '' }, { usage: null }, 'length') }]);
    expect((await askInVain(hello)).description).toBe(
      'No text came back: the few tokens the model may write ran out before the first word. Raise Max Tokens.'
    );
  });

  test('without text and without reasoning blames the limit', async () => {
    answering(PATH, [{ reply: chatReply({ content: '' }, { usage: null }, 'length') }]);
    const { description } = await askInVain({ ...hello, max_tokens: 1 });
    expect(description).toBe(
      'No text came back: the 1 tokens of Max Tokens ran out before the first word. Raise Max Tokens.'
    );
  });

  test.each([
    [{}, 'The reply has no choices.'],
    [{ choices: [] }, 'The reply has no choices.'],
    [{ choices: 'none' }, 'The reply has no choices.'],
    [{ choices: [null] }, 'The reply has no choices.'],
    [chatReply({ content: 7 }), 'The reply has no text.'],
    [chatReply({ content: [{ text: 5 }, 'a'] }), 'The reply has no text.'],
    [chatReply({ content: [{ text: 5 }] }), 'The reply has no text.'],
    [{ choices: [{ message: 'hi' }] }, 'The reply has no choices.'],
  ])('of the wrong shape is an error: %j', async (reply, problem) => {
    answering(PATH, [{ reply }]);
    const { description, data } = await askInVain(hello);
    expect(data).toMatchObject({ kind: 'unusable_reply', retryable: false, request_id: 'req_1' });
    expect(description).toContain(`${problem} The reply begins: {`);
  });
});

describe('Output', () => {
  test('gives the full response when asked, JSON without the suffix', async () => {
    replying('{"a":1}');
    const format = { response_format: 'json_object', suffix: '!' };
    const result = await ask({ operation: 'chat', prompt: 'JSON', ...format, output: 'full' });
    expect(result.data).toEqual({
      content: '{"a":1}',
      json: { a: 1 },
      finish_reason: 'stop',
      model: 'gpt-5.2-2025-12-11',
      usage: USAGE,
      warnings: ['Suffix was left out, because the reply is JSON.'],
      history: [
        { role: 'user', content: 'JSON' },
        { role: 'assistant', content: '{"a":1}' },
      ],
    });
  });

  test('puts the suffix after the text, and leaves out what the server did not say', async () => {
    answering(PATH, [{ reply: { choices: [{ message: { content: 'Hi' } }] } }]);
    expect((await ask({ ...hello, suffix: '!', output: 'full' })).data).toEqual({
      content: 'Hi!',
      model: 'gpt-5.2',
      warnings: [],
      history: history('Hi'),
    });
  });
});
