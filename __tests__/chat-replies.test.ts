import { answering, ask, askInVain, chatReply, KEY } from './support/openai';

const PATH = '/v1/chat/completions';
const OTHER = 'https://llm.example.com';
const hello = { operation: 'chat', prompt: 'Hello' };
const json = { response_format: 'json_object' };

type Outcome = { data: unknown; metadata: Record<string, unknown> };

/** What comes of a reply of a server other than OpenAI. */
async function elsewhere(reply: unknown, answers: object = {}): Promise<Outcome> {
  answering(PATH, [{ reply }], OTHER);
  return (await ask({ ...hello, ...answers }, { apiKey: KEY, base_url: `${OTHER}/v1` })) as unknown as Outcome;
}

async function failingElsewhere(reply: unknown, answers: object = {}) {
  answering(PATH, [{ reply }], OTHER);
  return (await askInVain({ ...hello, ...answers }, { apiKey: KEY, base_url: `${OTHER}/v1` })).data;
}

describe('A finish reason', () => {
  const CUT = 'The reply was cut at the token limit. Raise Max Tokens for a longer one.';

  test.each([
    ...['stop', 'STOP', 'end_turn', 'eos', 'eos_token', 'stop_sequence', 'COMPLETE', 'tool_use'].map(
      (word): [string, string[]] => [word, []]
    ),
    ...['length', 'MAX_TOKENS', 'max_output_tokens', 'model_length'].map((word): [string, string[]] => [word, [CUT]]),
    ['weird', ['The reply ended for the reason "weird", so it may not be whole.']],
  ])('%s leaves the text, and stays the word of the server', async (word, warnings) => {
    const { data, metadata } = await elsewhere(chatReply({ content: 'Hi' }, {}, word));
    expect({ data, metadata }).toMatchObject({ data: 'Hi', metadata: { finish_reason: word, warnings } });
  });

  test.each(['CONTENT_FILTER', 'SAFETY', 'recitation', 'prohibited_content', 'blocklist'])(
    '%s is a content policy',
    async (word) => {
      expect(await failingElsewhere(chatReply({ content: 'half' }, {}, word))).toMatchObject({
        kind: 'content_policy',
      });
    }
  );

  test.each(['error', 'FAILED', 'network_error', 'abort', 'aborted', 'cancelled'])(
    '%s is a failure that is not repeated and keeps the text so far',
    async (word) => {
      const data = await failingElsewhere(chatReply({ content: 'half' }, {}, word));
      expect(data).toEqual({
        message: `The server broke the reply off with an error: "${word}". Run the query again.`,
        kind: 'server',
        retryable: true,
        request_id: 'req_1',
        partial: 'half',
        finish_reason: word,
      });
    }
  );

  test.each<[object, string]>([
    [{ error: { message: 'Upstream died', code: 502 }, message: { content: 'ha' } }, 'with an error: Upstream died.'],
    [{ error: 'Upstream died' }, 'with an error: Upstream died.'],
    [{ error: { code: 502 } }, 'with an error: it does not name. Run'],
    [{ error: { message: `No ${KEY}!`, metadata: { raw: 'Sic' } } }, 'with an error: No ***! Sic. Run'],
  ])('is no success beside an error in the choice: %j', async (choice, words) => {
    const data = await failingElsewhere({ choices: [choice] });
    expect(data).toMatchObject({ kind: 'server', retryable: true });
    expect(data['message']).toContain(words);
  });

  test.each([null, {}, '', ' '])('is no failure beside the empty error %j', async (error) => {
    expect((await elsewhere({ choices: [{ error, message: { content: 'Hi' } }] })).data).toBe('Hi');
  });

  test.each([7, true, { type: 'stop' }, ''])('%j is no word, so the reply counts as whole', async (reason) => {
    const choice = { message: { content: 'Hi' }, finish_reason: reason };
    const { data, metadata } = await elsewhere({ choices: [choice] });
    expect(data).toBe('Hi');
    expect(metadata).not.toHaveProperty('finish_reason');
    expect(metadata['warnings']).toEqual([]);
  });

  test('of a cut reply is told with the calls of tools, too', async () => {
    const tool_calls = [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{"a' } }];
    const { metadata } = await elsewhere(chatReply({ content: null, tool_calls }, {}, 'length'));
    expect(metadata['warnings']).toEqual([expect.stringContaining('are not JSON'), CUT]);
  });
});

describe('A reply without text', () => {
  const NOTHING = 'The model answered with nothing. Run the query again, reword Prompt or choose another model.';

  test.each([
    [{ content: '' }],
    [{ content: null }],
    [{ content: ' \n' }],
    [{ content: [] }],
    [{ content: [{ type: 'audio' }] }],
    [{ content: null, tool_calls: [] }],
    [{ content: null, refusal: 7 }],
    [{ content: '', reasoning_content: ' ', refusal: '' }],
  ])('is an error that a retry may help: %j', async (message) => {
    expect(await failingElsewhere(chatReply(message))).toEqual({
      message: NOTHING,
      kind: 'unusable_reply',
      retryable: true,
      request_id: 'req_1',
    });
  });

  test.each(['SPII', 'MALFORMED_FUNCTION_CALL'])('names a reason that is no known word: %s', async (word) => {
    expect(await failingElsewhere(chatReply({ content: null }, {}, word))).toEqual({
      message: `The model answered with nothing, for the reason "${word}". Run the query again, reword Prompt or choose another model.`,
      kind: 'unusable_reply',
      retryable: true,
      finish_reason: word,
      request_id: 'req_1',
    });
  });

  test('fails its row only', async () => {
    answering(PATH, [{ reply: chatReply({ content: '' }) }, { reply: chatReply({ content: 'Hi' }) }]);
    const { data } = await ask({ operation: 'chat', rows: ['a', 'b'], concurrency: 1 });
    expect(data).toMatchObject([
      { ok: false, error: { kind: 'unusable_reply' } },
      { ok: true, content: 'Hi' },
    ]);
  });

  test.each([
    [{ content: '', reasoning_content: 'Forty-two' }],
    [{ content: null, reasoning: ' Forty-two\n' }],
    [{ content: [{ type: 'thinking', thinking: 'Forty-two' }] }],
    [
      {
        content: [
          { type: 'reasoning', text: 'Forty' },
          { type: 'thinking', thinking: [{ text: '-two' }, null] },
        ],
      },
    ],
    [{ content: '<think>Forty-two</think>' }],
  ])('but with reasoning gives that, with a warning: %j', async (message) => {
    expect(await elsewhere(chatReply(message))).toMatchObject({
      data: 'Forty-two',
      metadata: {
        reasoning: 'Forty-two',
        warnings: ['The reply holds nothing but the reasoning of the model, so that is given as the answer.'],
      },
    });
  });

  test('but with reasoning is no JSON', async () => {
    const data = await failingElsewhere(chatReply({ content: '', reasoning_content: '{"a":1}' }), json);
    expect(data).toMatchObject({ kind: 'unusable_reply', reasoning: '{"a":1}' });
    expect(data['message']).toContain('but not the JSON that Response format asks for');
  });

  test('but with pictures succeeds', async () => {
    const url = 'data:image/png;base64,iVBORw0KGgo=';
    const images = [{ type: 'image_url', image_url: { url } }, {}, { image_url: 7 }, { image_url: { url: '' } }];
    const whole = await elsewhere(chatReply({ content: null, images }), { output: 'full' });
    expect(whole.data).toMatchObject({ content: '', images: [{ url }] });
    const { data, metadata } = await elsewhere(chatReply({ content: '', images }));
    expect(data).toEqual({ content: '', images: [{ url }] });
    expect(metadata).toMatchObject({ images: [{ url }], history: [{ role: 'user', content: 'Hello' }] });
    const bare = await elsewhere(chatReply({ content: '', images: [url, { url }, 'none', { url: 7 }] }));
    expect(bare.data).toEqual({ content: '', images: [{ url }, { url }] });
    const withText = await elsewhere(chatReply({ content: 'Look', images: [{ image_url: url }] }));
    expect(withText).toMatchObject({ data: 'Look', metadata: { images: [{ url }] } });
    const among = await elsewhere(chatReply({ content: [{ type: 'text', text: 'Look' }, images[0]] }));
    expect(among).toMatchObject({ data: 'Look', metadata: { images: [{ url }] } });
    const rows = await elsewhere(chatReply({ content: '', images }), { prompt: '', rows: ['a'] });
    expect(rows.data).toEqual([{ ok: true, content: '', images: [{ url }], finish_reason: 'stop' }]);
  });
});

describe('Thoughts in the text', () => {
  test.each([
    ['<think>Hm.</think>\n\nHi', 'Hm.', 'Hi'],
    [' <Thinking>a <b></Thinking>Hi', 'a <b>', 'Hi'],
    ['<think>Hm.</THINK>Hi', 'Hm.', 'Hi'],
    ['<reasoning></think>x</reasoning> Hi', '</think>x', 'Hi'],
    ['Hm.\n</think>\nHi', 'Hm.', 'Hi'],
    ['<think></think>Hi', undefined, 'Hi'],
    ['<thought>Hm.</thought>Hi', 'Hm.', 'Hi'],
    ['[THINK]Hm.[/THINK]Hi', 'Hm.', 'Hi'],
    ['<seed:think>Hm.</seed:think>Hi', 'Hm.', 'Hi'],
    ['◁think▷Hm.◁/think▷Hi', 'Hm.', 'Hi'],
    ['Hm.[/THINK]Hi', 'Hm.', 'Hi'],
    ['Hm. </think> A </thought> Hi', 'Hm.', 'A </thought> Hi'],
    ['<think>Hm.</think>\n<think>\n</think><thought>So.</thought>Hi', 'Hm.\n\nSo.', 'Hi'],
    [`${'<think>.</think>'.repeat(21)}Hi`, Array(20).fill('.').join('\n\n'), '<think>.</think>Hi'],
    ['In HTML <think>x</think> is odd', undefined, 'In HTML <think>x</think> is odd'],
  ])('%j go to the metadata', async (content, reasoning, text) => {
    const { data, metadata } = await elsewhere(chatReply({ content }));
    expect({ data, reasoning: metadata['reasoning'], history: metadata['history'] }).toEqual({
      data: text,
      reasoning,
      history: [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: text },
      ],
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ['where another name for them is blank', { content: 'Hi', reasoning_content: ' ', reasoning: ' Hmm.\n' }],
    [
      'as parts of the content',
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: ' Hm' }, { text: 7 }, { type: 'text', text: 'm. ' }] },
          { type: 'text', text: 'Hi' },
        ],
      },
    ],
    [
      'as a part of its own name',
      {
        content: [
          { type: 'reasoning', reasoning: 'Hmm.' },
          { type: 'text', text: 'Hi' },
        ],
      },
    ],
  ])('are told from it %s', async (_where, message) => {
    expect(await elsewhere(chatReply(message))).toMatchObject({
      data: 'Hi',
      metadata: { reasoning: 'Hmm.', warnings: [] },
    });
  });

  test('that never end were cut', async () => {
    const data = await failingElsewhere(chatReply({ content: '<think> Hm ' }));
    expect(data).toMatchObject({ kind: 'output_limit', reasoning: 'Hm' });
  });

  test('stand with those beside it in Full response', async () => {
    const reply = chatReply({ content: '<think>b</think>Hi', reasoning_content: 'a' });
    expect((await elsewhere(reply, { output: 'full' })).data).toMatchObject({ content: 'Hi', reasoning: 'a\n\nb' });
  });

  test('stay what they are when OpenAI sends them, because a prompt may ask for XML', async () => {
    answering(PATH, [{ reply: chatReply({ content: '<think>x</think>' }) }]);
    expect((await ask(hello)).data).toBe('<think>x</think>');
  });

  test('are told from texts of JSON', async () => {
    expect((await elsewhere(chatReply({ content: '{"a":"x</think>y"}' }), json)).data).toEqual({ a: 'x</think>y' });
    const thought = await failingElsewhere(chatReply({ content: '<think>b</think>Hi' }), json);
    expect(thought).toMatchObject({ kind: 'unusable_reply', partial: 'Hi', reasoning: 'b' });
  });

  test('are told from JSON that is cut at a stop of the query', async () => {
    const reply = chatReply({ content: '{"a":1, END "b":2}' }, {}, 'length');
    answering(PATH, [{ reply }]);
    const { data } = await askInVain({ ...hello, ...json, model: 'gpt-5.2', stop_sequence: '["END"]' });
    expect(data).toMatchObject({ partial: '{"a":1, ', finish_reason: 'stop' });
    expect(data['message']).toContain('is not the JSON that Response format asks for');
  });
});

const NUL = 'The reply holds a NUL character (\\u0000), which databases such as PostgreSQL refuse.';
const callOf = (text: string) => [{ id: 'c', type: 'function', function: { name: 'f', arguments: text } }];

test.each<[string, Record<string, unknown>, object, string[]]>([
  ['text', { content: 'a\0b' }, {}, [NUL]],
  ['JSON', { content: '{"a":"\\u0000"}' }, json, [NUL]],
  ['JSON after backslashes', { content: '{"a":"\\\\\\u0000"}' }, json, [NUL]],
  ['the arguments of a call', { content: null, tool_calls: callOf('{"a":"\\u0000"}') }, {}, [NUL]],
  ['a text that is not JSON', { content: 'write \\u0000' }, {}, []],
  ['JSON that only speaks of it', { content: '{"a":"\\\\u0000"}' }, json, []],
])('a NUL character in %s is kept, and a warning names it', async (_where, message, answers, warnings) => {
  const { data, metadata } = await elsewhere(chatReply(message), answers);
  expect(JSON.stringify(data)).toContain('\\u0000');
  expect(metadata['warnings']).toEqual(warnings);
});
