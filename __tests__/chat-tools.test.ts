import { answering, ask, askInVain, chatReply, complaint } from './support/openai';

const PATH = '/v1/chat/completions';
const hello = { operation: 'chat', prompt: 'Where is order 7?', model: 'gpt-4o' };
const FIND = { name: 'find_order', parameters: { type: 'object', properties: { id: { type: 'integer' } } } };

const call = (written: unknown, id = 'c1') => ({
  id,
  type: 'function',
  function: { name: 'find_order', arguments: written },
});
const calling = (...tool_calls: unknown[]) =>
  answering(PATH, [{ reply: chatReply({ content: null, tool_calls }, {}, 'tool_calls') }]);

describe('Tools', () => {
  test('a call comes back with parsed arguments, and the history carries it on', async () => {
    const sent = calling(call('{"id":7}'));
    const result = await ask({ ...hello, tools: [FIND], suffix: '!' });
    expect(sent[0]?.body).toEqual({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Where is order 7?' }],
      tools: [{ type: 'function', function: FIND }],
    });
    const tool_calls = [{ id: 'c1', name: 'find_order', arguments: { id: 7 } }];
    expect(result).toMatchObject({
      data: { content: null, tool_calls },
      metadata: {
        finish_reason: 'tool_calls',
        warnings: [],
        tool_calls,
        history: [
          { role: 'user', content: 'Where is order 7?' },
          { role: 'assistant', content: null, tool_calls: [call('{"id":7}')] },
        ],
      },
    });
  });

  test('arguments that are not JSON stay text, with a warning; those of a custom tool are text anyway', async () => {
    const custom = { id: 'c2', type: 'custom', custom: { name: 'shell', input: 'ls' } };
    calling(call('{"id":'), custom, call({ id: 1 }, 'c3'), { id: 'c4' });
    const { data, metadata } = (await ask({ ...hello, tools: [FIND] })) as unknown as Record<string, object>;
    expect(data).toEqual({
      content: null,
      tool_calls: [
        { id: 'c1', name: 'find_order', arguments: '{"id":' },
        { id: 'c2', name: 'shell', arguments: 'ls' },
        { id: 'c3', name: 'find_order', arguments: { id: 1 } },
        { id: 'c4', name: undefined, arguments: undefined },
      ],
    });
    expect(metadata).toMatchObject({
      warnings: ['The arguments of the call of find_order are not JSON, so they stay text.'],
    });
  });

  test('a call without an id gets one, which the next turn needs', async () => {
    calling(call('{}', ''), { ...call('{}'), id: null });
    const result = (await ask({ ...hello, tools: [FIND], output: 'full' })) as unknown as {
      data: { tool_calls: { id: string }[]; history: Record<string, unknown>[] };
    };
    const { tool_calls, history } = result.data;
    const ids = tool_calls.map(({ id }) => id);
    expect(ids).toEqual([expect.stringMatching(/^call_[\w-]{24}$/), expect.stringMatching(/^call_[\w-]{24}$/)]);
    expect(new Set(ids).size).toBe(2);
    expect(history[1]).toEqual({ role: 'assistant', content: null, tool_calls: ids.map((id) => call('{}', id)) });
    const message_history = [...history, ...ids.map((id) => ({ role: 'tool', tool_call_id: id, content: 'x' }))];
    const sent = answering(PATH, [{ reply: chatReply({ content: 'Done' }) }]);
    expect((await ask({ ...hello, prompt: '', message_history })).data).toBe('Done');
    expect(sent[0]?.body['messages']).toEqual(message_history);
  });

  test('a call in the older form is one, too', async () => {
    const message = { content: null, function_call: { name: 'find_order', arguments: '{"id":7}' } };
    answering(PATH, [{ reply: chatReply(message, {}, 'function_call') }]);
    const additional_chat_parameters = { functions: [FIND] };
    expect((await ask({ ...hello, additional_chat_parameters })).data).toEqual({
      content: null,
      tool_calls: [{ id: expect.stringMatching(/^call_/) as string, name: 'find_order', arguments: { id: 7 } }],
    });
  });

  test('are taken as OpenAI tool objects, bare or flat functions, or JSON text', async () => {
    const custom = { type: 'custom', custom: { name: 'shell' } };
    const whole = { type: 'function', function: FIND };
    const sent = answering(PATH, [{ reply: chatReply({ content: 'No call' }) }]);
    const { data } = await ask({ ...hello, tools: JSON.stringify([whole, { type: 'function', ...FIND }, custom]) });
    expect(sent[0]?.body['tools']).toEqual([whole, whole, custom]);
    expect(data).toBe('No call');
  });

  test.each([
    ['text', []],
    ['json_object', ['Suffix was left out, because the reply is JSON.']],
  ])('may be called while the reply has text as well, whatever it is for: %s', async (response_format, warnings) => {
    answering(PATH, [{ reply: chatReply({ content: 'One moment', tool_calls: [call('{}')] }, {}, 'tool_calls') }]);
    const { data } = await ask({ ...hello, tools: [FIND], response_format, suffix: '!', output: 'full' });
    expect(data).toEqual({
      content: 'One moment',
      finish_reason: 'tool_calls',
      model: 'gpt-5.2-2025-12-11',
      usage: { input_tokens: 12, output_tokens: 20, total_tokens: 32, reasoning_tokens: 6, cached_tokens: 4 },
      tool_calls: [{ id: 'c1', name: 'find_order', arguments: {} }],
      warnings,
      history: [
        { role: 'user', content: 'Where is order 7?' },
        { role: 'assistant', content: 'One moment', tool_calls: [call('{}')] },
      ],
    });
  });

  test('come back without text when that is blank, and with arguments that are parsed already', async () => {
    const tool_calls = [call({ id: 7 }), { id: 'c2', type: 'custom', custom: { name: 'shell', input: '{}' } }];
    answering(PATH, [{ reply: chatReply({ content: '', tool_calls }, {}, 'tool_calls') }]);
    const result = await ask({ ...hello, tools: [FIND], suffix: '!' });
    expect(result.data).toEqual({
      content: null,
      tool_calls: [
        { id: 'c1', name: 'find_order', arguments: { id: 7 } },
        { id: 'c2', name: 'shell', arguments: '{}' },
      ],
    });
    expect(result).toMatchObject({
      metadata: {
        warnings: [],
        history: [
          { role: 'user' },
          { role: 'assistant', content: null, tool_calls: [call('{"id":7}'), tool_calls[1]] },
        ],
      },
    });
  });

  test.each(['', ' ', null, undefined, 'null'])('have no arguments where a server gives %j', async (written) => {
    calling(call(written));
    expect(await ask({ ...hello, tools: [FIND] })).toMatchObject({
      data: { tool_calls: [{ id: 'c1', name: 'find_order', arguments: {} }] },
      metadata: { warnings: [], history: [{ role: 'user' }, { tool_calls: [call('{}')] }] },
    });
  });

  test('are called beside what is no call', async () => {
    calling(null, 'x', call('{"id":7}'));
    expect(await ask({ ...hello, tools: [FIND] })).toMatchObject({
      data: { content: null, tool_calls: [{ id: 'c1', name: 'find_order', arguments: { id: 7 } }] },
      metadata: { warnings: [], history: [{ role: 'user' }, { tool_calls: [call('{"id":7}')] }] },
    });
  });

  test('are not called when a content filter stops the reply', async () => {
    answering(PATH, [{ reply: chatReply({ content: null, tool_calls: [call('{}')] }, {}, 'content_filter') }]);
    expect((await askInVain({ ...hello, tools: [FIND] })).data['kind']).toBe('content_policy');
  });

  test.each([
    ['gpt-5.6-sol', undefined, 'none', 1],
    ['gpt-5.5', '', 'none', 1],
    ['gpt-5.5', 'none', 'none', 0],
    ['gpt-5.4', undefined, undefined, 0],
    ['gpt-5', undefined, undefined, 0],
    ['gpt-5', 'low', 'low', 0],
    ['o3', 'high', 'high', 0],
    ['gpt-9', 'high', 'high', 0],
    ['gpt-4o', undefined, undefined, 0],
  ])('with %s at effort %j send the effort %j', async (custom_model, reasoning_effort, effort, warnings) => {
    const sent = answering(PATH, [{ reply: chatReply({ content: 'Hi' }) }]);
    const result = await ask({ ...hello, custom_model, tools: [FIND], reasoning_effort, temperature: 1 });
    expect(sent[0]?.body['reasoning_effort']).toBe(effort);
    const { metadata } = result as unknown as { metadata: { warnings: string[] } };
    const warning = `Reasoning effort none was sent, because ${custom_model} takes Tools only without reasoning.`;
    expect(metadata.warnings.filter((one) => one.includes('Tools'))).toEqual(warnings ? [warning] : []);
  });

  test.each([
    [{ tools: [{ name: '' }] }, 'Tools: entry 1 must be a function definition with a name, or an OpenAI tool object.'],
    [
      { tools: [{ type: 'custom', function: FIND }] },
      'Tools: entry 1 must be a function definition with a name, or an OpenAI tool object.',
    ],
    [{ tools: [{ name: 7 }] }, 'Tools: entry 1 must be a function definition with a name, or an OpenAI tool object.'],
    [{ tools: ['x'] }, 'Tools: entry 1 must be a function definition with a name, or an OpenAI tool object.'],
    [
      { tools: [FIND, { description: 'x' }] },
      'Tools: entry 2 must be a function definition with a name, or an OpenAI tool object.',
    ],
    [{ tools: 'x' }, 'Tools must be an array or the text of a JSON array, not "x".'],
    [
      { tools: [FIND], model: 'gpt-5.4', reasoning_effort: 'low' },
      'Tools need Reasoning effort none with gpt-5.4, not low. Choose none or clear Tools.',
    ],
    [
      { tools: [FIND], model: 'gpt-6-astra' },
      'Tools cannot be used with gpt-6-astra, which has no Reasoning effort none. Choose another model, such as gpt-6.1-terra or gpt-6-sol.',
    ],
    [
      { tools: [FIND], model: 'gpt-6.1-sol', reasoning_effort: 'none' },
      'Tools cannot be used with gpt-6.1-sol, which has no Reasoning effort none. Choose another model, such as gpt-6.1-terra or gpt-6-sol.',
    ],
  ])('%j is refused', async (answers, problem) => {
    expect(await complaint({ ...hello, ...answers })).toBe(problem);
  });
});

describe('Reasoning effort and Verbosity', () => {
  test.each<[string, object, string[]]>([
    ['gpt-5.2', { reasoning_effort: 'xhigh', verbosity: 'low' }, []],
    ['gpt-9', { reasoning_effort: 'minimal', verbosity: 'high', temperature: 0.5 }, []],
    ['gpt-5.5', { reasoning_effort: 'none', temperature: 0.5 }, []],
    ['o3', { reasoning_effort: 'low', verbosity: 'low' }, ['verbosity']],
    ['gpt-4o', { reasoning_effort: 'low', verbosity: 'low', temperature: 0.5 }, ['reasoning_effort', 'verbosity']],
    ['gpt-5.2', { reasoning_effort: 'low', temperature: 0.5 }, ['temperature']],
  ])('%s gets %j without %j', async (custom_model, typed, leftOut) => {
    const sent = answering(PATH, [{ reply: chatReply({ content: 'Hi' }) }]);
    const result = await ask({ operation: 'chat', prompt: 'Hi', custom_model, ...typed });
    const asked = Object.entries(typed).filter(([key]) => !leftOut.includes(key));
    const messages = [{ role: 'user', content: 'Hi' }];
    expect(sent[0]?.body).toEqual({ model: custom_model, messages, ...Object.fromEntries(asked) });
    const labels: Record<string, string> = { reasoning_effort: 'Reasoning effort', verbosity: 'Verbosity' };
    const warnings = leftOut.map((key) =>
      key === 'temperature'
        ? `Temperature was left out, because ${custom_model} takes it only with Reasoning effort None.`
        : `${labels[key]} was left out, because ${custom_model} does not take it.`
    );
    expect(result).toMatchObject({ metadata: { warnings } });
  });

  test.each([
    ['gpt-5.2', 'minimal', 'Reasoning effort must be none, low, medium, high, or xhigh for gpt-5.2, not minimal.'],
    ['gpt-5', 'none', 'Reasoning effort must be minimal, low, medium, or high for gpt-5, not none.'],
    ['o3', 'xhigh', 'Reasoning effort must be low, medium, or high for o3, not xhigh.'],
    ['gpt-6-astra', 'none', 'Reasoning effort must be low, medium, high, or xhigh for gpt-6-astra, not none.'],
    ['gpt-9', 'max', 'Reasoning effort must be none, minimal, low, medium, high, or xhigh, not "max".'],
  ])('%s does not offer %s', async (custom_model, reasoning_effort, problem) => {
    expect(await complaint({ operation: 'chat', prompt: 'Hi', custom_model, reasoning_effort })).toBe(problem);
  });
});
