import { answering, ask, chatReply, complaint, KEY, OPENAI } from './support/openai';

const PATH = '/v1/chat/completions';
const PNG = 'iVBORw0KGgoAAAANSUhEUg==';
const PDF = 'JVBERi0xLjQK';

const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown) => ({ role: 'assistant', content });

/** The messages of one chat, and the history it gives back. */
async function conversation(answers: Record<string, unknown>, origin = OPENAI) {
  const sent = answering(PATH, [{ reply: chatReply({ content: 'Fine' }) }], origin);
  const source = { apiKey: KEY, base_url: `${origin}/v1` };
  const result = (await ask({ operation: 'chat', ...answers }, source)) as unknown as {
    metadata: { history: unknown };
  };
  return { messages: sent[0]?.body['messages'], history: result.metadata.history };
}

describe('Message history', () => {
  test('takes the messages of a Chat component; blank ones and what ended in an error are skipped', async () => {
    const message_history = [
      { message: 'Oops', type: 'error' },
      { message: 'Hi', messageId: '1', timestamp: 't', name: 'Me', avatar: '', type: 'message' },
      { message: ' ', type: 'message' },
      { type: 'response' },
      { message: 'Hello!', type: 'response' },
      { message: 'Oops', type: 'error' },
      { message: 'Are you there?', type: 'message' },
      { message: 'Oops', type: 'error' },
      { message: 'Oops', type: 'error' },
    ];
    expect((await conversation({ message_history, prompt: 'How are you?' })).messages).toEqual([
      user('Hi'),
      assistant('Hello!'),
      user('How are you?'),
    ]);
  });

  test('comes back complete, without the system prompt, for the next turn', async () => {
    const first = await conversation({ system_prompt: 'Be kind.', prompt: 'Hi' });
    expect(first.messages).toEqual([{ role: 'system', content: 'Be kind.' }, user('Hi')]);
    expect(first.history).toEqual([user('Hi'), assistant('Fine')]);
    const second = await conversation({ prompt: 'And you?', message_history: first.history });
    expect(second.messages).toEqual([user('Hi'), assistant('Fine'), user('And you?')]);
    expect(second.history).toEqual([user('Hi'), assistant('Fine'), user('And you?'), assistant('Fine')]);
  });

  test('comes back without embedded files; links stay', async () => {
    const content = [
      { type: 'text', text: 'Look' },
      { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
      { type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` } },
      'odd',
      { type: 'image_url' },
      { type: 'image_url', image_url: { url: 5 } },
      { type: 'video_url', image_url: { url: 'data:video/mp4;base64,AAAA' } },
    ];
    // Some of these parts OpenAI does not know; another server may.
    const { messages, history } = await conversation({ message_history: [user(content)] }, 'https://llm.example.com');
    expect(messages).toEqual([user(content)]);
    const kept = [
      ...content.slice(0, 2),
      { type: 'text', text: '[image omitted]' },
      { type: 'text', text: '[file omitted]' },
      ...content.slice(4),
    ];
    expect(history).toEqual([user(kept), assistant('Fine')]);
  });

  test('carries tool calls and their results', async () => {
    const calls = [{ id: 'c1', type: 'function', function: { name: 'now', arguments: '{}' } }];
    const message_history = [
      user('What time is it?'),
      { role: 'assistant', content: null, tool_calls: calls, refusal: null },
      { role: 'tool', tool_call_id: 'c1', content: { time: '12:00' }, name: 'now' },
    ];
    expect((await conversation({ message_history })).messages).toEqual([
      user('What time is it?'),
      { role: 'assistant', content: null, tool_calls: calls },
      { role: 'tool', tool_call_id: 'c1', content: '{"time":"12:00"}' },
    ]);
    const text = [...message_history.slice(0, 2), { role: 'tool', tool_call_id: 'c1', content: '' }];
    expect((await conversation({ message_history: text })).messages).toHaveLength(3);
  });

  test('takes of each message what OpenAI does, and nothing else', async () => {
    const calls = [{ id: 'c1', type: 'function', function: { name: 'now', arguments: '{}' } }];
    const message_history = [
      { role: 'user', type: 'message', content: 'Hi', message: 'other', tool_calls: calls },
      { role: 'assistant', content: 'One moment', tool_calls: calls },
      { role: 'tool', tool_call_id: 'c1', content: [{ type: 'text', text: 'noon' }] },
      { role: 'assistant', content: 'It is noon', tool_calls: null },
      { message: 7, type: 'message' },
      { role: 'user', content: 0 },
      { role: 'assistant', content: ' ', tool_calls: [] },
      { role: 'tool', tool_call_id: 'c1', content: 7 },
    ];
    // Some of it OpenAI refuses; another server may not.
    expect((await conversation({ message_history }, 'https://llm.example.com')).messages).toEqual([
      user('Hi'),
      { role: 'assistant', content: 'One moment', tool_calls: calls },
      { role: 'tool', tool_call_id: 'c1', content: [{ type: 'text', text: 'noon' }] },
      assistant('It is noon'),
      user('0'),
      { role: 'tool', tool_call_id: 'c1', content: '7' },
    ]);
  });

  test('leaves out what an assistant did not say, and sends objects as their JSON', async () => {
    const message_history = [
      user({ text: 'a' }),
      { role: 'assistant', content: null },
      { role: 'assistant', content: [], tool_calls: [] },
      { role: 'assistant', content: [{ type: 'text', text: ' ' }] },
      { role: 'assistant', content: '', tool_calls: [null] },
      { role: 'assistant' },
      { role: 'assistant', content: { answer: 1 }, tool_calls: [] },
      { role: 'system', content: false },
    ];
    expect((await conversation({ message_history, prompt: 'Hi' })).messages).toEqual([
      user('{"text":"a"}'),
      assistant('{"answer":1}'),
      { role: 'system', content: 'false' },
      user('Hi'),
    ]);
  });

  describe('with thoughts beside calls', () => {
    const OTHER = 'https://llm.example.com';
    const calls = [{ id: 'c1', type: 'function', function: { name: 'now', arguments: '{}' } }];
    const thoughts = { reasoning_content: 'Hm', reasoning: 'So', reasoning_details: [{ text: 'Hm' }] };
    const thinking = { role: 'assistant', content: null, tool_calls: calls, ...thoughts };
    const result = { role: 'tool', tool_call_id: 'c1', content: 'noon' };

    test('goes back to other servers with them, where they were called', async () => {
      const message_history = [user('Hi'), { ...thinking, reasoning: '' }, result, { ...assistant('Hi'), ...thoughts }];
      const { reasoning_content, reasoning_details } = thoughts;
      expect((await conversation({ message_history, prompt: 'Go on' }, OTHER)).messages).toEqual([
        user('Hi'),
        { role: 'assistant', content: null, tool_calls: calls, reasoning_content, reasoning_details },
        result,
        assistant('Hi'),
        user('Go on'),
      ]);
    });

    test('goes back to OpenAI without them', async () => {
      expect((await conversation({ message_history: [user('Hi'), thinking, result] })).messages).toEqual([
        user('Hi'),
        { role: 'assistant', content: null, tool_calls: calls },
        result,
      ]);
    });

    test('keeps them for the next turn', async () => {
      answering('/v1/chat/completions', [{ reply: chatReply(thinking, {}, 'tool_calls') }], OTHER);
      const options = { operation: 'chat', prompt: 'Hi', tools: [{ name: 'now' }] };
      const { metadata } = (await ask(options, { apiKey: KEY, base_url: `${OTHER}/v1` })) as unknown as {
        metadata: object;
      };
      expect(metadata).toMatchObject({ history: [user('Hi'), thinking] });
    });
  });

  test('sends arguments of calls as text, however they were kept', async () => {
    const called = (args: unknown) => [{ id: 'c', type: 'function', function: { name: 'f', arguments: args } }];
    const message_history = [
      user('Hi'),
      { role: 'assistant', content: null, tool_calls: called({ a: 1 }) },
      { role: 'tool', tool_call_id: 'c', content: 'x' },
    ];
    expect((await conversation({ message_history })).messages).toMatchObject([
      user('Hi'),
      { tool_calls: called('{"a":1}') },
      {},
    ]);
  });

  test.each([
    [[{ role: 'tool', tool_call_id: '', content: 'x' }], 'Message history: entry 1 has no tool_call_id.'],
    [[{ role: 'tool', tool_call_id: 5, content: 'x' }], 'Message history: entry 1 has no tool_call_id.'],
    [
      [{ role: 'tool', tool_call_id: 'c1', content: null }],
      'Message history: entry 1 has no content, the result of the tool.',
    ],
    [
      [{ role: 'user', content: [] }],
      'Message history: entry 1 has no content. Its content must be text or an array of content parts.',
    ],
    [[{ role: 'tool', content: 'x' }], 'Message history: entry 1 has no tool_call_id.'],
    [[{ role: 'tool', tool_call_id: 'c1' }], 'Message history: entry 1 has no content, the result of the tool.'],
    [
      [{ role: 'system', content: null }],
      'Message history: entry 1 has no content. Its content must be text or an array of content parts.',
    ],
    [
      [{ type: 'note', message: 'x' }],
      'Message history: entry 1 has no role that can be sent. Its role must be system, developer, user, assistant, or tool.',
    ],
  ])('%j is refused', async (message_history, problem) => {
    expect(await complaint({ operation: 'chat', prompt: 'Hi', message_history })).toBe(problem);
  });
});

describe('History limit', () => {
  const system = { role: 'system', content: 'S' };
  const turns = [
    assistant('Welcome'),
    user('one'),
    { role: 'developer', content: 'D' },
    assistant('1'),
    system,
    user('two'),
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c', content: 'x' },
    assistant('2'),
  ];

  test.each([
    [undefined, turns],
    [2, turns],
    ['9', turns],
    [1, [turns[2], ...turns.slice(4)]],
    [0, [turns[2], system]],
  ])('%j keeps whole turns, and system messages', async (history_limit, kept) => {
    const { messages } = await conversation({ message_history: turns, history_limit, prompt: 'three' });
    expect(messages).toEqual([...kept, user('three')]);
  });

  test('does not count the last turn when that is the question', async () => {
    const message_history = [user('one'), assistant('1'), user('two'), assistant('2'), user('three')];
    expect((await conversation({ message_history, history_limit: 0 })).messages).toEqual([user('three')]);
    expect((await conversation({ message_history, history_limit: 1 })).messages).toEqual(message_history.slice(2));
  });

  test('must be a whole number from 0', async () => {
    expect(await complaint({ operation: 'chat', prompt: 'Hi', history_limit: -1 })).toBe(
      'History limit must be a whole number from 0 up, not -1. Correct it or leave the field blank.'
    );
  });
});

describe('Images and PDFs', () => {
  const picture = (url: string, detail?: string) => ({
    type: 'image_url',
    image_url: { url, ...(detail && { detail }) },
  });
  const png = picture(`data:image/png;base64,${PNG}`);

  test.each(['\n \r\n', '\u{FEFF}', '\u{FEFF}\n'])('take a PDF that begins with %j', async (start) => {
    const pdf = Buffer.from(`${start}%PDF-1.7`).toString('base64');
    const { messages } = await conversation({ images: { url: `data:;base64,${pdf}` } });
    const file = { filename: 'document-1.pdf', file_data: `data:application/pdf;base64,${pdf}` };
    expect(messages).toEqual([{ role: 'user', content: [{ type: 'file', file }] }]);
  });

  test('take links, data URIs, base64 and files of a file picker, in the order given', async () => {
    const images = [
      ' https://example.com/a.png ',
      `data:image/jpeg;charset=x;base64,${PNG}`,
      `${PNG.slice(0, 8)}\n${PNG.slice(8)}`,
      { name: 'a.png', type: 'image/png', content: '…', dataURL: `data:image/png;base64,${PNG}`, base64Data: 'x' },
      { name: 'b.png', type: 'image/gif', base64Data: PNG },
      { name: 'bill.pdf', base64Data: PDF },
      PDF,
    ];
    const { messages, history } = await conversation({ prompt: 'Look', images });
    const file = (filename: string) => ({
      type: 'file',
      file: { filename, file_data: `data:application/pdf;base64,${PDF}` },
    });
    const text = { type: 'text', text: 'Look' };
    const link = picture('https://example.com/a.png');
    expect(messages).toEqual([user([text, link, png, png, png, png, file('bill.pdf'), file('document-2.pdf')])]);
    const omitted = (name: string) => ({ type: 'text', text: `[${name} omitted]` });
    const left = [...Array<string>(4).fill('image'), 'file', 'file'].map(omitted);
    expect(history).toEqual([user([text, link, ...left]), assistant('Fine')]);
  });

  test.each(['HTTP://example.com/a.png', 'https://example.com/a.pdf.png', 'https://example.com/apdf'])(
    'take the link %s as it is',
    async (images) => {
      const { messages } = await conversation({ prompt: 'Look', images });
      expect(messages).toEqual([user([{ type: 'text', text: 'Look' }, picture(images)])]);
    }
  );

  test('are not missed by a model that sees none', async () => {
    const sent = answering(PATH, [{ reply: chatReply({ content: 'Fine' }) }]);
    await ask({ operation: 'chat', prompt: 'Look', custom_model: 'gpt-4', images: [] });
    expect(sent.map(({ body }) => body)).toEqual([{ model: 'gpt-4', messages: [user('Look')] }]);
  });

  test('without a prompt are a turn of their own', async () => {
    const message_history = [user('one'), assistant('1'), user('two'), assistant('2')];
    const { messages } = await conversation({ images: PNG, message_history, history_limit: 1 });
    expect(messages).toEqual([user('two'), assistant('2'), user([png])]);
  });

  test.each([
    ['one value', PNG],
    ['an array', [PNG]],
    ['the text of a JSON array', ` ["${PNG}"]`],
    ['a data URI without a type', `data:,${PNG}`],
    ['a file without a name', { name: '', base64Data: PNG }],
    ['a file with a number for a name', { name: 7, dataURL: '', base64Data: PNG }],
    ['the base64 of a JPEG', '/9j/4AAQ'],
    ['the base64 of a WebP', 'UklGRiQAAABXRUJQVlA4'],
    ['the base64 of a GIF', 'R0lGODlh'],
  ])('take %s, and then need no prompt', async (_name, images) => {
    const { messages } = await conversation({ images, image_detail: 'high' });
    const url = expect.stringMatching(/^data:image\/(png|jpeg|webp|gif);base64,/) as string;
    expect(messages).toEqual([user([picture(url, 'high')])]);
  });

  const noFile = (given: string, entry = 1) =>
    `Images and PDFs: entry ${entry} must be a link, PNG, JPEG, WebP, GIF or PDF: a data URI, base64 or the file of a file picker, not ${given}.`;

  test.each([
    [
      { images: ['https://example.com/a.PDF?x=1'] },
      'Images and PDFs: entry 1 is a link to a PDF. Bind the file itself instead, for example from a file picker.',
    ],
    [
      { images: 'https://example.com/a.pdf' },
      'Images and PDFs: entry 1 is a link to a PDF. Bind the file itself instead, for example from a file picker.',
    ],
    [
      { images: 'https://example.com/a.pdf#2' },
      'Images and PDFs: entry 1 is a link to a PDF. Bind the file itself instead, for example from a file picker.',
    ],
    [{ images: 'see https://example.com' }, noFile('"see https://example.com"')],
    [{ images: [PNG, 'hello'] }, noFile('"hello"', 2)],
    [{ images: 'aGVsbG8=' }, noFile('"aGVsbG8="')],
    [{ images: '[broken' }, noFile('"[broken"')],
    [{ images: `${PNG}=` }, noFile('"iVBORw0KGgoAAAANSUhEUg==="')],
    [{ images: `-${PNG}` }, noFile('"-iVBORw0KGgoAAAANSUhEUg=="')],
    [{ images: `x data:,${PNG}` }, noFile('"x data:,iVBORw0KGgoAAAANSUhEUg=="')],
    [{ images: { name: '', base64Data: 5 } }, noFile('{"name":"","base64Data":5}')],
    [{ images: [null] }, noFile('null')],
    [{ images: { name: 'a.png' } }, noFile('"a.png", which has no content')],
    [{ images: { name: 'a.txt', base64Data: 'aGVsbG8=' } }, noFile('"a.txt", a file of another kind')],
    [{ images: 'ftp://example.com/a.png' }, noFile('"ftp://example.com/a.png"')],
    [
      { images: PNG, model: 'gpt-4' },
      'Images and PDFs cannot be used with gpt-4. Choose a model that sees, such as gpt-6.1-sol or gpt-6.1-terra.',
    ],
    [
      { images: PNG, model: 'o3-mini' },
      'Images and PDFs cannot be used with o3-mini. Choose a model that sees, such as gpt-6.1-sol or gpt-6.1-terra.',
    ],
    [{ images: PNG, image_detail: 'most' }, 'Image detail must be auto, low, or high, not "most".'],
  ])('%j is refused', async (answers, problem) => {
    expect(await complaint({ operation: 'chat', prompt: 'Look', ...answers })).toBe(problem);
  });
});
