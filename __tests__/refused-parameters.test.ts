import { answering, ask, askInVain, chatReply, errorReply, KEY } from './support/openai';
import { serving } from './support/server';

const OTHER = 'https://llm.example.com';
const source = { apiKey: KEY, base_url: `${OTHER}/v1` };
const chat = { operation: 'chat', prompt: 'Hi', custom_model: 'm' };
const CHAT = '/v1/chat/completions';
const hi = { reply: chatReply({ content: 'Hi' }) };

/** The bodies that were sent while the first answers are refusals, and the warnings of the success after them. */
async function accepted(path: string, query: object, refusals: object[], reply: object) {
  const sent = answering(path, [...refusals, { reply }], OTHER);
  const result = (await ask(query, source)) as unknown as { data: unknown; metadata: { warnings: string[] } };
  return { bodies: sent.map(({ body }) => body), data: result.data, warnings: result.metadata.warnings };
}

const LEFT_OUT = ['Temperature was left out, because m refused it.'];

describe('A refused parameter is known in the words of', () => {
  test.each<[string, number, unknown]>([
    ['OpenAI', 400, errorReply('No.', { param: 'temperature', code: 'unsupported_value' })],
    ['a JSON path', 400, errorReply('No.', { param: '$.temperature', code: 'unsupported_value' })],
    ['brackets', 400, errorReply('No.', { param: '[temperature]', code: 'unsupported_value' })],
    ['OpenAI, without a code', 400, errorReply("Unsupported parameter: 'temperature' is not supported.")],
    ['Azure', 400, errorReply('Unrecognized request argument supplied: temperature')],
    ['OpenAI, unknown', 400, errorReply("Unknown parameter: 'temperature'.", { code: 'unknown_parameter' })],
    [
      'pydantic',
      422,
      { detail: [{ type: 'extra_forbidden', loc: ['body', 'temperature'], msg: 'Extra inputs are not permitted' }] },
    ],
    ['Anthropic', 400, errorReply('temperature: Extra inputs are not permitted')],
    [
      'Gemini',
      400,
      [
        {
          error: {
            code: 400,
            message: 'Invalid JSON payload received. Unknown name "temperature": Cannot find field.',
          },
        },
      ],
    ],
    ['serde', 422, { error: 'unknown field `temperature`, expected one of `model`, `messages`' }],
    ['Go', 400, { error: 'json: unknown field "temperature"' }],
    [
      'LiteLLM',
      400,
      errorReply("litellm.UnsupportedParamsError: m does not support parameters: ['temperature'], for model=m"),
    ],
    ['LiteLLM, with values', 400, errorReply("m does not support parameters: {'temperature': 0.5}")],
    ['a sentence that ends with it', 400, errorReply('Unknown parameter: temperature.')],
    ['llama.cpp', 400, errorReply('Unsupported param: temperature')],
    ['JSON schema', 400, errorReply("Additional properties are not allowed ('temperature' was unexpected)")],
    ['Python', 400, errorReply("create() got an unexpected keyword argument 'temperature'")],
    ['Groq', 400, errorReply("property 'temperature' is unsupported, did you mean 'top_p'?")],
    ['quotes', 400, errorReply('`temperature` is not supported with this model.')],
    ['a sentence', 400, errorReply('Argument temperature is not permitted here.')],
    ['Fireworks', 400, errorReply("Extra inputs are not permitted, field: 'temperature'")],
    [
      'vLLM, as one text',
      400,
      errorReply(
        "[{'type': 'extra_forbidden', 'loc': ('body', 'temperature'), 'msg': 'Extra inputs are not permitted'}]"
      ),
    ],
    [
      'pydantic, in lines',
      400,
      errorReply('1 validation error for Request\ntemperature\n  Extra inputs are not permitted'),
    ],
    ['xAI', 400, errorReply('Argument not supported on this model: temperature')],
    ['LiteLLM, of a value', 400, errorReply("m doesn't support temperature=0.5. Only temperature=1 is supported.")],
    ['Bedrock', 400, errorReply('#: extraneous key [temperature] is not permitted')],
    ['a bare sentence', 400, errorReply('temperature is not supported with this model.')],
    ['Claude', 400, errorReply('`temperature` is deprecated for this model.')],
    ['zod', 400, errorReply("Unrecognized key(s) in object: 'temperature'")],
    ['zod, in issues', 400, { error: { issues: [{ message: "Unrecognized key(s) in object: 'temperature'" }] } }],
    ['axum, as plain text', 422, 'Failed to deserialize the JSON body: unknown field `temperature` at line 1'],
    ['a list after a sentence', 400, errorReply('The following parameters are not supported: temperature, top_p')],
    ['a sentence without a verb', 400, errorReply('Parameter temperature not supported')],
    ['a plural in brackets', 400, errorReply('Unsupported parameter(s): temperature')],
    ['the model', 400, errorReply('This model does not support the temperature parameter.')],
    ['the model, with quotes', 400, errorReply("m does not support 'temperature'.")],
    ['a short form', 400, errorReply("'temperature' isn't supported by this model")],
    ['a farewell', 400, errorReply('temperature is no longer supported.')],
    ['a sentence about the parameter', 400, errorReply('For this model the temperature parameter is not supported.')],
  ])('%s', async (_who, status, reply) => {
    const { bodies, warnings } = await accepted(CHAT, { ...chat, temperature: 0.5 }, [{ status, reply }], hi.reply);
    const messages = [{ role: 'user', content: 'Hi' }];
    expect(bodies).toEqual([
      { model: 'm', messages, temperature: 0.5 },
      { model: 'm', messages },
    ]);
    expect(warnings).toEqual(LEFT_OUT);
  });
});

describe('A refusal is not guessed', () => {
  const all = { ...chat, temperature: 0.5, max_tokens: 5 };

  test.each<[string, number, unknown]>([
    ['of a value', 400, errorReply('Invalid temperature: 0.5 is above 0.2.', { param: 'temperature' })],
    ['that names nothing', 400, errorReply('Your temperature is odd. The given parameter is not supported.')],
    ['that only mentions it', 400, errorReply('Your prompt "set the temperature" is not supported.')],
    ['of what was not sent', 400, errorReply("Unsupported parameter: 'top_p'.", { param: 'top_p' })],
    ['of something within', 400, errorReply("Unsupported parameter: 'tools[0].temperature'.")],
    ['by another status', 403, errorReply("Unsupported parameter: 'temperature'.")],
    ['by another status, with a code', 409, errorReply('No.', { param: 'temperature', code: 'unsupported_parameter' })],
    ['by the server’s own failure', 500, errorReply("Unsupported parameter: 'temperature'.")],
  ])('%s', async (_what, status, reply) => {
    const sent = answering(CHAT, [{ status, reply }, hi], OTHER);
    await askInVain(all, { ...source, max_retries: 0 });
    expect(sent).toHaveLength(1);
  });

  test('twice for one parameter', async () => {
    const refusal = { status: 400, reply: errorReply("Unsupported parameter: 'temperature'.") };
    const sent = answering(CHAT, [refusal, refusal, hi], OTHER);
    expect((await askInVain(all, source)).data).toMatchObject({ kind: 'unsupported_parameter', param: 'temperature' });
    expect(sent).toHaveLength(2);
  });

  test.each(['store', 'service_tier', 'safety_identifier', 'moderation', 'max_tool_calls', 'metadata'])(
    'for %s, which decides about money or data',
    async (name) => {
      const refusal = { status: 400, reply: errorReply(`Unsupported parameter: '${name}'.`) };
      const sent = answering(CHAT, [refusal, hi], OTHER);
      await askInVain({ ...chat, additional_chat_parameters: { [name]: true } }, source);
      expect(sent).toHaveLength(1);
    }
  );
});

const refused = (name: string) => ({ status: 400, reply: errorReply(`Unsupported parameter: '${name}'.`) });

test('A name in another writing is that of the parameter', async () => {
  const refusal = { status: 400, reply: errorReply('This model does not support parameter presencePenalty.') };
  const query = { ...chat, additional_chat_parameters: { presence_penalty: 1 } };
  const { warnings } = await accepted(CHAT, query, [refusal], hi.reply);
  expect(warnings).toEqual(['presence_penalty (Additional parameters) was left out, because m refused it.']);
});

test('Chat goes out without each parameter that may be left out, one after another', async () => {
  const picture = 'https://example.com/a.png';
  const query = {
    ...chat,
    images: picture,
    image_detail: 'low',
    reasoning_effort: 'low',
    verbosity: 'low',
    additional_chat_parameters: { top_p: 0.1, presence_penalty: 1, seed: 7 },
  };
  const names = [
    'reasoning_effort',
    'verbosity',
    'top_p',
    'presence_penalty',
    'seed',
    'messages[0].content[1].image_url.detail',
  ];
  const { bodies, warnings } = await accepted(CHAT, query, names.map(refused), hi.reply);
  const content = (detail: object) => [
    { type: 'text', text: 'Hi' },
    { type: 'image_url', image_url: { url: picture, ...detail } },
  ];
  expect(bodies[0]).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: content({ detail: 'low' }) }],
    reasoning_effort: 'low',
    verbosity: 'low',
    top_p: 0.1,
    presence_penalty: 1,
    seed: 7,
  });
  expect(bodies.at(-1)).toEqual({ model: 'm', messages: [{ role: 'user', content: content({}) }] });
  const labels = [
    'Reasoning effort',
    'Verbosity',
    'top_p (Additional parameters)',
    'presence_penalty (Additional parameters)',
  ];
  expect(warnings).toEqual(
    [...labels, 'seed (Additional parameters)', 'Image detail'].map(
      (label) => `${label} was left out, because m refused it.`
    )
  );
});

test('Image detail is left out of pictures only', async () => {
  const history = [
    { role: 'user', content: 'A' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'B' },
        { type: 'image_url', image_url: { url: 'https://x.example.com', detail: 'low' } },
      ],
    },
  ];
  const refusal = {
    status: 422,
    reply: {
      detail: [
        { loc: ['body', 'messages', 1, 'content', 1, 'image_url', 'detail'], msg: 'Extra inputs are not permitted' },
      ],
    },
  };
  const { bodies } = await accepted(CHAT, { ...chat, message_history: history }, [refusal], hi.reply);
  expect(bodies[1]?.['messages']).toEqual([
    { role: 'user', content: 'A' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'B' },
        { type: 'image_url', image_url: { url: 'https://x.example.com' } },
      ],
    },
    { role: 'user', content: 'Hi' },
  ]);
});

test.each([
  'detail',
  'image_url.detail',
  'messages[0].content[1].image_url.detail',
  // Of pydantic, whose loc names types as well.
  '.1.image_url.detail',
])('Image detail is left out when it is refused as %s', async (name) => {
  const query = { ...chat, images: 'https://example.com/a.png', image_detail: 'low' };
  const { bodies, warnings } = await accepted(CHAT, query, [refused(name)], hi.reply);
  expect(bodies.map((body) => JSON.stringify(body).includes('"detail"'))).toEqual([true, false]);
  expect(warnings).toEqual(['Image detail was left out, because m refused it.']);
});

test.each(['"llama3.1:8b" does not support thinking', 'think value "low" is not supported for this model'])(
  'Reasoning effort is left out where Ollama says %s',
  async (message) => {
    const refusal = { status: 400, reply: errorReply(message) };
    const { bodies, warnings } = await accepted(CHAT, { ...chat, reasoning_effort: 'low' }, [refusal], hi.reply);
    expect(bodies.map((body) => body['reasoning_effort'])).toEqual(['low', undefined]);
    expect(warnings).toEqual(['Reasoning effort was left out, because m refused it.']);
  }
);

test('A type in the place that pydantic names is no part of the parameter', async () => {
  const loc = ['body', 'messages', 0, 'content', 'list[Part]', 1, 'image_url', 'detail'];
  const reply = { detail: [{ type: 'extra_forbidden', loc, msg: 'Extra inputs are not permitted' }] };
  const query = { ...chat, images: 'https://example.com/a.png', image_detail: 'low' };
  const { warnings } = await accepted(CHAT, query, [{ status: 422, reply }], hi.reply);
  expect(warnings).toEqual(['Image detail was left out, because m refused it.']);
});

test.each(['reasoning_content', 'reasoning', 'reasoning_details', 'thinking_blocks'])(
  'A history goes out without %s where the server does not want it',
  async (name) => {
    const calls = [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }];
    const message_history = [
      { role: 'user', content: 'A' },
      { role: 'assistant', content: null, tool_calls: calls, [name]: 'Hm' },
      { role: 'tool', tool_call_id: 'c', content: 'x' },
    ];
    const refusal = { status: 400, reply: errorReply(`The message must not hold ${name}.`) };
    const { bodies, warnings } = await accepted(CHAT, { ...chat, message_history }, [refusal], hi.reply);
    expect(bodies.map((body) => (body['messages'] as object[])[1])).toEqual([
      { role: 'assistant', content: null, tool_calls: calls, [name]: 'Hm' },
      { role: 'assistant', content: null, tool_calls: calls },
    ]);
    expect(warnings).toEqual([]);
  }
);

describe('A history with thoughts', () => {
  const message_history = [
    { role: 'user', content: 'A' },
    {
      role: 'assistant',
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
      reasoning: 'Hm',
    },
    { role: 'tool', tool_call_id: 'c', content: 'x' },
  ];

  test.each([
    ['goes out without them', 'where they are no parameter that is known', "Unsupported parameter: 'reasoning'.", 2],
    ['stays as it is', 'when something else is wrong', 'The tool must have a name.', 1],
    ['stays as it is', 'when another word only holds theirs', 'Set reasoning_effort to low.', 1],
    ['stays as it is', 'when it is too long', 'The maximum context length is 8 tokens, with reasoning.', 1],
  ])('%s %s: %s', async (_what, _when, message, times) => {
    const sent = answering(CHAT, [{ status: 400, reply: errorReply(message) }, hi], OTHER);
    const query = { ...chat, message_history };
    await (times > 1 ? ask(query, source) : askInVain(query, source));
    expect(sent.map(({ body }) => 'reasoning' in ((body['messages'] as object[])[1] as object))).toEqual(
      [true, false].slice(0, times)
    );
  });
});

const IMAGE = { data: [{ url: 'https://images.example.com/1.png' }] };
const settings = {
  quality: 'high',
  background: 'opaque',
  output_format: 'webp',
  output_compression: 50,
  additional_image_parameters: { style: 'vivid' },
};
const LABELS = ['Quality', 'Background', 'Output format', 'Compression'];

test('Generate AI Image(s) goes out without what is refused, but never without number and size', async () => {
  const query = {
    operation: 'image_generation',
    custom_image_model: 'm',
    prompt: 'A cat',
    size: '64x64',
    image_count: 2,
  };
  const names = ['quality', 'background', 'output_format', 'output_compression', 'moderation', 'style'];
  const all = { ...query, ...settings, moderation: 'low' };
  const { bodies, warnings } = await accepted('/v1/images/generations', all, names.map(refused), IMAGE);
  expect(bodies.at(-1)).toEqual({ model: 'm', prompt: 'A cat', size: '64x64', n: 2 });
  expect(warnings).toEqual(
    [...LABELS, 'Moderation', 'style (Additional parameters)'].map(
      (label) => `${label} was left out, because m refused it.`
    )
  );
  for (const name of ['n', 'size']) {
    answering('/v1/images/generations', [refused(name)], OTHER);
    expect((await askInVain(all, source)).data).toMatchObject({ kind: 'unsupported_parameter', param: name });
  }
});

test('Edit Image(s) goes out without what is refused, its files again', async () => {
  const source_images = 'data:image/png;base64,iVBORw0KGgo=';
  const query = { operation: 'edit_image', custom_image_model: 'm', prompt: 'A cat', source_images, ...settings };
  const names = ['quality', 'background', 'output_format', 'output_compression', 'style'];
  const sent = answering('/v1/images/edits', [...names.map(refused), { reply: IMAGE }], OTHER);
  const result = await ask(query, source);
  expect(sent.at(-1)?.parts.map(([name]) => name)).toEqual(['model', 'prompt', 'image']);
  expect(sent.at(-1)?.parts[2]?.[1]).toMatchObject({ filename: 'image-1.png', value: 'iVBORw0KGgo=' });
  expect(result).toMatchObject({
    metadata: {
      warnings: [...LABELS, 'style (Additional parameters)'].map(
        (label) => `${label} was left out, because m refused it.`
      ),
    },
  });
});

describe('Encoding format', () => {
  const packed = 'AACAPgAAAL8=';
  const floats = [0.25, -0.5];
  const embed = { operation: 'generate_embedding', custom_embedding_model: 'm', input: ['a'] };
  const inAnotherWord = errorReply(
    "Value 'float' supplied for argument 'encoding_format' is not valid -- accepted values are ['base64']."
  );

  test('is asked for as base64 where the server wants that, and comes out as it was chosen', async () => {
    const refusal = { status: 400, reply: inAnotherWord };
    const reply = { data: [{ embedding: packed }] };
    const { bodies, data, warnings } = await accepted('/v1/embeddings', embed, [refusal], reply);
    expect(bodies.map((body) => body['encoding_format'])).toEqual(['float', 'base64']);
    expect({ data, warnings }).toEqual({ data: { embedding: floats, embeddings: [floats] }, warnings: [] });
  });

  test.each([
    ['float', ['float', undefined], floats],
    ['base64', ['base64', undefined], packed],
  ])('%s is left out where the server takes none, and comes out as it was chosen', async (chosen, asked, vector) => {
    const refusal = {
      status: 422,
      reply: { detail: [{ loc: ['body', 'encoding_format'], msg: 'Extra inputs are not permitted' }] },
    };
    const query = { ...embed, encoding_format: chosen };
    const { bodies, data, warnings } = await accepted('/v1/embeddings', query, [refusal], {
      data: [{ embedding: floats }],
    });
    expect(bodies.map((body) => body['encoding_format'])).toEqual(asked);
    expect(data).toEqual({ embedding: vector, embeddings: [vector] });
    expect(warnings).toEqual(['Encoding format was left out, because m refused it.']);
  });

  test('base64 is not tried again where the server says that it takes no base64', async () => {
    const refusal = { status: 400, reply: errorReply('encoding_format must be float, not base64.') };
    const query = { ...embed, encoding_format: 'base64' };
    const reply = { data: [{ embedding: floats }] };
    const { bodies, data } = await accepted('/v1/embeddings', query, [refusal], reply);
    expect(bodies.map((body) => body['encoding_format'])).toEqual(['base64', undefined]);
    expect(data).toEqual({ embedding: packed, embeddings: [packed] });
  });

  test('is tried as base64, then not at all, in Rank by similarity', async () => {
    const query = { operation: 'rank_by_similarity', custom_embedding_model: 'm', query: 'q', candidates: ['a'] };
    const refusals = [
      { status: 400, reply: inAnotherWord },
      { status: 400, reply: inAnotherWord },
    ];
    const { bodies, data } = await accepted('/v1/embeddings', query, refusals, {
      data: [{ embedding: packed }, { embedding: packed }],
    });
    expect(bodies.map((body) => body['encoding_format'])).toEqual(['float', 'base64', undefined]);
    expect(data).toMatchObject({ results: [{ score: expect.closeTo(1) as number, text: 'a' }] });
  });

  test('is learned once for all requests of a query, and dimensions are never left out', async () => {
    const { source: real, requests } = await serving(({ body }) =>
      'encoding_format' in body
        ? { status: 400, body: errorReply("Unsupported parameter: 'encoding_format'.") }
        : { body: { data: (body['input'] as string[]).map(() => ({ embedding: [1, 0] })) } }
    );
    const input = Array.from({ length: 20_000 }, () => 'a');
    await ask({ ...embed, input, dimensions: 2, additional_embedding_parameters: { user: 'u' } }, real);
    expect(requests.filter(({ body }) => 'encoding_format' in body).length).toBeLessThanOrEqual(4);
    expect(requests.every(({ body }) => body['dimensions'] === 2 && body['user'] === 'u')).toBe(true);
  });

  test('stays when something else is wrong', async () => {
    const refusal = { status: 400, reply: errorReply("Unsupported parameter: 'dimensions'.") };
    const sent = answering('/v1/embeddings', [refusal, { reply: { data: [{ embedding: [1, 0] }] } }], OTHER);
    await askInVain({ ...embed, dimensions: 2 }, source);
    expect(sent).toHaveLength(1);
  });
});
