import { answering, ask, askInVain, askWithEveryField, complaint, hurried, KEY } from './support/openai';
import { closedPort } from './support/scripted-server.cjs';
import { serving } from './support/server';

const PATH = '/v1/responses';
const query = (more: object = {}) => ({ operation: 'ask', prompt: 'What is new?', ...more });

const message = (text: string, annotations: object[] = [], rest: object = {}) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations }],
  ...rest,
});
const response = (output: unknown[], rest: object = {}) => ({
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'gpt-5.2-2025-12-11',
  output,
  usage: {
    input_tokens: 10,
    input_tokens_details: { cached_tokens: 2 },
    output_tokens: 20,
    output_tokens_details: { reasoning_tokens: 5 },
    total_tokens: 30,
  },
  ...rest,
});
const replying = (output: unknown[], rest: object = {}) => answering(PATH, [{ reply: response(output, rest) }]);
const usage = { input_tokens: 10, output_tokens: 20, total_tokens: 30, reasoning_tokens: 5, cached_tokens: 2 };

const cited = (url: string, title: string, start_index: number) => ({
  type: 'url_citation',
  url,
  title,
  start_index,
  end_index: start_index + 1,
});

describe('Ask with web search and tools', () => {
  test('sends every field of the form and gives text, sources and files', async () => {
    const sent = replying(
      [
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Let me see.' }] },
        {
          type: 'web_search_call',
          id: 'ws_1',
          status: 'completed',
          action: {
            type: 'search',
            queries: ['news'],
            sources: [
              { type: 'url', url: 'https://b.example.com/' },
              { type: 'url', url: 'https://c.example.com/' },
              { type: 'api', name: 'oai-weather' },
            ],
          },
        },
        {
          type: 'file_search_call',
          id: 'fs_1',
          status: 'completed',
          queries: ['terms'],
          results: [{ file_id: 'file-1', filename: 'terms.md', score: 0.5, text: 'Within 30 days.' }],
        },
        {
          type: 'code_interpreter_call',
          id: 'ci_1',
          status: 'completed',
          code: 'print(1)',
          container_id: 'c',
          outputs: null,
        },
        { type: 'mcp_call', id: 'mcp_1', server_label: 'm', name: 'find', arguments: '{}', error: null, output: 'x' },
        { type: 'something_new', id: 'x' },
        message('It is \ue200cite\ue202turn0\ue201new.', [
          cited('https://b.example.com/?utm_source=openai', 'B', 9),
          cited('https://a.example.com/?x=1&utm_source=openai#y', 'A', 2),
          cited('https://b.example.com/', 'B again', 12),
          { type: 'file_citation', file_id: 'file-1', filename: 'terms.md', index: 3 },
          {
            type: 'container_file_citation',
            container_id: 'cntr_1',
            file_id: 'cfile_1',
            filename: 'plot.png',
            start_index: 0,
            end_index: 1,
          },
          { type: 'file_citation', file_id: 'file-1', filename: 'terms.md', index: 9 },
        ]),
      ],
      { tool_usage: { web_search: { num_requests: 1 } } }
    );
    const filled = {
      model: 'gpt-5.2',
      prompt: 'What is new?',
      web_search: 'always',
      system_prompt: 'Be brief.',
      images: 'https://example.com/a.png',
      response_format: 'text',
      json_schema: '',
      custom_model: 'gpt-6-sol',
      vector_store_ids: 'vs_1, vs_2,',
      previous_response_id: 'resp_0',
      run_in_background: 'no',
      max_tokens: '100',
      temperature: '',
      reasoning_effort: 'max',
      verbosity: 'low',
      search_domains: 'https://Example.com/path, -bad.example.com',
      search_country: '{"city":"Berlin","country":"DE","other":1}',
      search_context: 'high',
      code_interpreter: 'on',
      mcp_servers:
        '[{"url":"https://mcp.example.com/sse","authorization":"secret-1234","allowed_tools":["find"],"headers":{"x":"y"}}]',
      image_detail: 'high',
      output: 'full',
      additional_response_parameters: '{"service_tier":"flex","reasoning":{"mode":"pro"}}',
      dry_run: 'no',
    };
    const result = await askWithEveryField('ask', filled);
    expect(sent.map(({ body }) => body)).toEqual([
      {
        model: 'gpt-6-sol',
        instructions: 'Be brief.',
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: 'What is new?' },
              { type: 'input_image', image_url: 'https://example.com/a.png', detail: 'high' },
            ],
          },
        ],
        max_output_tokens: 100,
        reasoning: { effort: 'max', mode: 'pro' },
        text: { verbosity: 'low' },
        tools: [
          {
            type: 'web_search',
            filters: { allowed_domains: ['example.com'], blocked_domains: ['bad.example.com'] },
            search_context_size: 'high',
            user_location: { type: 'approximate', city: 'Berlin', country: 'DE' },
          },
          { type: 'file_search', vector_store_ids: ['vs_1', 'vs_2'] },
          { type: 'code_interpreter', container: { type: 'auto' } },
          {
            type: 'mcp',
            server_label: 'mcp_example_com',
            server_url: 'https://mcp.example.com/sse',
            headers: { x: 'y' },
            authorization: 'secret-1234',
            allowed_tools: ['find'],
            require_approval: 'never',
          },
        ],
        include: ['web_search_call.action.sources', 'file_search_call.results'],
        tool_choice: { type: 'web_search' },
        previous_response_id: 'resp_0',
        service_tier: 'flex',
      },
    ]);
    const withSearches = { ...usage, searches: 1 };
    expect(result).toEqual({
      status: 'ok',
      data: {
        content: 'It is new.',
        sources: [
          { url: 'https://a.example.com/?x=1#y', title: 'A' },
          { url: 'https://b.example.com/', title: 'B' },
          { url: 'https://c.example.com/' },
        ],
        files: [
          { file_id: 'file-1', filename: 'terms.md' },
          { file_id: 'cfile_1', container_id: 'cntr_1', filename: 'plot.png' },
        ],
        response_id: 'resp_1',
        status: 'completed',
        model: 'gpt-5.2-2025-12-11',
        usage: withSearches,
        tool_calls: [
          { type: 'web_search_call', status: 'completed', searched: ['news'] },
          { type: 'file_search_call', status: 'completed', queries: ['terms'] },
          { type: 'code_interpreter_call', status: 'completed', code: 'print(1)' },
          { type: 'mcp_call', server_label: 'm', name: 'find', arguments: '{}' },
        ],
        reasoning: 'Let me see.',
        passages: [{ filename: 'terms.md', score: 0.5, text: 'Within 30 days.' }],
        warnings: [],
      },
      metadata: { model: 'gpt-5.2-2025-12-11', usage: withSearches, request_id: 'req_1', attempts: 1, warnings: [] },
    });
  });

  test('sends no more than model and prompt when nothing else is set', async () => {
    const sent = replying([message('Hi')]);
    const { data } = await ask(query());
    expect(sent[0]?.body).toEqual({ model: 'gpt-5.2', input: 'What is new?' });
    expect(data).toEqual({ content: 'Hi', sources: [], response_id: 'resp_1', status: 'completed' });
  });

  test('searches from nowhere in particular when no country is given, because the API would take the United States', async () => {
    const sent = replying([message('Hi')]);
    await ask(query({ web_search: 'auto' }));
    expect(sent[0]?.body).toEqual({
      model: 'gpt-5.2',
      input: 'What is new?',
      tools: [{ type: 'web_search', user_location: { type: 'approximate' } }],
      include: ['web_search_call.action.sources', 'file_search_call.results'],
    });
  });

  test('sends a PDF alone, and pictures as closely as the model likes', async () => {
    const sent = replying([message('Hi')]);
    await ask(query({ prompt: '', images: ['JVBERi0xLjQK', 'https://example.com/a.png'] }));
    expect(sent[0]?.body['input']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'input_file', filename: 'document-1.pdf', file_data: 'data:application/pdf;base64,JVBERi0xLjQK' },
          { type: 'input_image', image_url: 'https://example.com/a.png', detail: 'auto' },
        ],
      },
    ]);
  });

  test.each([
    ['a list', [' b.example.com '], { allowed_domains: ['b.example.com'] }],
    ['the text of a list', '["-b.example.com"]', { blocked_domains: ['b.example.com'] }],
    ['an empty list', [], undefined],
    ['a domain of other letters', 'bücher.example', { allowed_domains: ['bücher.example'] }],
    ['the address of a page', '- HTTPS://Bad.example.com/a/b', { blocked_domains: ['bad.example.com'] }],
    ['the most there may be', Array<string>(100).fill('a.com'), { allowed_domains: Array<string>(100).fill('a.com') }],
  ])('takes domains as %s', async (_how, search_domains, filters) => {
    const { data } = (await ask(
      query({ web_search: 'auto', search_domains, search_country: 'de', dry_run: 'yes' })
    )) as {
      data: { body?: { tools: object[] } };
    };
    expect(data.body?.tools).toEqual([
      { type: 'web_search', ...(filters && { filters }), user_location: { type: 'approximate', country: 'DE' } },
    ]);
  });

  test.each([
    ' {"region":"Bayern","timezone":"Europe/Berlin","city":""}',
    { region: 'Bayern', timezone: 'Europe/Berlin', city: null },
  ])('takes the place %j', async (search_country) => {
    const { data } = await ask(query({ web_search: 'auto', search_country, dry_run: 'yes' }));
    const user_location = { type: 'approximate', region: 'Bayern', timezone: 'Europe/Berlin' };
    expect(data).toMatchObject({ body: { tools: [{ user_location }] } });
    expect(JSON.stringify(data)).not.toContain('city');
  });

  test.each([
    [
      { label: ' docs ', url: ' HTTPS://mcp.example.com/sse?x=1 ', authorization: '' },
      { server_label: 'docs', server_url: 'HTTPS://mcp.example.com/sse?x=1' },
    ],
    [
      { url: 'https://mcp.example.com:8080?x=1', authorization: 7, headers: 'x', allowed_tools: 'find' },
      { server_label: 'mcp_example_com_8080', server_url: 'https://mcp.example.com:8080?x=1' },
    ],
  ])('takes the MCP server %j', async (server, tool) => {
    const sent = replying([message('Hi')]);
    await ask(query({ mcp_servers: [server] }));
    expect(sent[0]?.body['tools']).toEqual([{ type: 'mcp', ...tool, require_approval: 'never' }]);
  });

  test.each([
    [{ prompt: ' ' }, 'Prompt is empty. Enter the question.'],
    [{ max_tokens: 15 }, 'Max Tokens must be a whole number from 16 up, not 15. Correct it or leave the field blank.'],
    [{ web_search: 'sometimes' }, 'Web search must be off, auto, or always, not "sometimes".'],
    [
      { web_search: 'auto', search_domains: 'a b' },
      'Search domains must hold domains such as example.com or -example.com, not "a b".',
    ],
    [
      { web_search: 'auto', search_domains: 'a.com,' },
      'Search domains must hold domains such as example.com or -example.com, not "".',
    ],
    [
      { web_search: 'auto', search_domains: Array(101).fill('a.com') },
      'Search domains takes up to 100 domains, not 101.',
    ],
    [
      { web_search: 'auto', search_country: 'Germany' },
      'Search country must be a code of two letters such as DE, or an object such as {"city": "Berlin", "country": "DE"}, not "Germany".',
    ],
    [{ vector_store_ids: 'vs/1' }, 'Vector store must hold ids of letters, digits, _ and -, not "vs/1".'],
    [{ previous_response_id: '../x' }, 'Previous response must hold ids of letters, digits, _ and -, not "../x".'],
    [
      { prompt: { name: 'a.pdf', type: 'application/pdf', base64Data: 'JVBERi0xLjc=' } },
      'Prompt holds a file. Bind a picture or PDF in Images and PDFs instead, and of another file its text.',
    ],
    [
      { prompt: [{ name: 'a.pdf', dataURL: 'data:application/pdf;base64,JVBERi0xLjc=' }] },
      'Prompt holds a file. Bind a picture or PDF in Images and PDFs instead, and of another file its text.',
    ],
    [{ mcp_servers: ['x'] }, 'MCP servers: entry 1 must be an object with url.'],
    [
      { mcp_servers: [{ url: 'http://mcp.example.com' }] },
      'MCP servers: entry 1 must have a url that begins with https://.',
    ],
    [{ mcp_servers: [{ url: 7 }] }, 'MCP servers: entry 1 must have a url that begins with https://.'],
    [
      { additional_response_parameters: { text: {} } },
      'Additional parameters must not hold text: use Response format and Verbosity.',
    ],
    [{ model: 'o3', reasoning_effort: 'none' }, 'Reasoning effort must be low, medium, or high for o3, not none.'],
    [
      { model: 'gpt-3.5-turbo', images: 'https://example.com/a.png' },
      'Images and PDFs cannot be used with gpt-3.5-turbo. Choose a model that sees, such as gpt-6.1-sol or gpt-6.1-terra.',
    ],
  ])('refuses %j before anything is sent', async (more, problem) => {
    expect(await complaint(query(more))).toBe(problem);
  });
});

describe('What is filled and not used', () => {
  const metadataOf = async (more: object) =>
    ((await ask(query({ dry_run: 'yes', ...more }))) as unknown as { metadata: object }).metadata;

  test('is told where Web search is Off', async () => {
    const filled = { search_domains: 'example.com', search_country: 'DE', search_context: 'high' };
    const warnings = ['Search domains', 'Search country', 'Search context'].map(
      (label) => `${label} was left out, because Web search is Off.`
    );
    expect(await metadataOf(filled)).toMatchObject({ warnings });
    expect(await metadataOf({ ...filled, web_search: 'off', search_domains: ['example.com'] })).toMatchObject({
      warnings,
    });
    expect(await metadataOf({ ...filled, web_search: 'auto' })).toMatchObject({ warnings: [] });
    expect(await metadataOf({ search_domains: [], search_country: ' ', search_context: '' })).toMatchObject({
      warnings: [],
    });
  });

  test('is told of a JSON schema without its Response format', async () => {
    const json_schema = { a: 'string' };
    const left = (format: string) => [`JSON schema was left out, because Response format is ${format}.`];
    expect(await metadataOf({ json_schema })).toMatchObject({ warnings: left('Text') });
    expect(await metadataOf({ json_schema, response_format: 'json_object' })).toMatchObject({
      warnings: left('JSON object'),
    });
    expect(await metadataOf({ json_schema: ' ' })).toMatchObject({ warnings: [] });
    expect(await metadataOf({ json_schema, response_format: 'json_schema' })).toMatchObject({ warnings: [] });
  });
});

describe('The answer', () => {
  test('as JSON object is parsed, and the word JSON stands in the input', async () => {
    const sent = replying([message('{"a":1}')], { text: { format: { type: 'json_object' } } });
    const { data } = await ask(query({ response_format: 'json_object' }));
    expect(sent[0]?.body).toEqual({
      model: 'gpt-5.2',
      input: [
        { role: 'developer', content: 'Answer in JSON.' },
        { role: 'user', content: [{ type: 'input_text', text: 'What is new?' }] },
      ],
      text: { format: { type: 'json_object' } },
    });
    expect(data).toMatchObject({ content: '{"a":1}', json: { a: 1 } });
  });

  test('as JSON object is asked for in the prompt’s own words, where it has the word', async () => {
    const sent = replying([message('{}')]);
    await ask(query({ prompt: 'News as json', response_format: 'json_object' }));
    expect(sent[0]?.body['input']).toBe('News as json');
  });

  test('by a schema is read by the name of its format, without marks of citations', async () => {
    const format = { type: 'json_schema', name: 'result_list' };
    const sent = replying(
      [
        { type: 'web_search_call', action: { sources: [{ url: 'https://a.example.com/' }] } },
        message('{"items":[{"a":"x\ue200cite\ue201"}]}'),
      ],
      { text: { format } }
    );
    const { data } = await ask(query({ response_format: 'json_schema', json_schema: [{ a: 'string' }] }));
    expect(sent[0]?.body['text']).toMatchObject({ format: { ...format, strict: true, schema: { type: 'object' } } });
    expect(data).toMatchObject({ json: [{ a: 'x' }], sources: [{ url: 'https://a.example.com/' }] });
  });

  test('by a schema of one value is read likewise', async () => {
    const sent = replying([message('{"items":"x"}')], {
      text: { format: { type: 'json_schema', name: 'result_item' } },
    });
    const { data } = await ask(query({ response_format: 'json_schema', json_schema: { $schema: 's', enum: ['x'] } }));
    expect(sent[0]?.body['text']).toMatchObject({ format: { name: 'result_item' } });
    expect(data).toMatchObject({ json: 'x' });
  });

  test.each([
    [
      'completed',
      'Sure!',
      'The reply is not the JSON that Response format asks for. Run the query again or choose another model.',
    ],
    ['incomplete', '{"a":', 'The reply was cut by the token limit before its JSON was complete. Raise Max Tokens.'],
  ])('that is no JSON is an error when it is %s', async (status, text, problem) => {
    replying([message(text)], { status, text: { format: { type: 'json_object' } } });
    expect((await askInVain(query({ response_format: 'json_object' }))).data).toMatchObject({
      kind: 'unusable_reply',
      message: problem,
      partial: text,
    });
  });

  test('is that of the last phase, where a model comments on its way', async () => {
    replying([
      message('Searching …', [], { phase: 'commentary' }),
      message('A', [], { phase: 'final_answer' }),
      message('B'),
    ]);
    expect((await ask(query())).data).toMatchObject({ content: 'AB' });
    replying([message('Only this', [], { phase: 'commentary' })]);
    expect((await ask(query())).data).toMatchObject({ content: 'Only this' });
  });

  test.each([
    ['max_output_tokens', 'The reply was cut at the token limit. Raise Max Tokens for a longer one.'],
    ['content_filter', 'The reply was cut by a content filter.'],
  ])('that is incomplete because of %s comes with a warning', async (reason, warning) => {
    replying([message('Half')], { status: 'incomplete', incomplete_details: { reason } });
    expect(await ask(query())).toMatchObject({
      data: { content: 'Half', status: 'incomplete' },
      metadata: { warnings: [warning] },
    });
  });

  test('that is incomplete comes with a warning where its JSON is whole, too', async () => {
    replying([message('{"a":1}')], { status: 'incomplete', text: { format: { type: 'json_object' } } });
    expect(await ask(query({ response_format: 'json_object' }))).toMatchObject({
      data: { json: { a: 1 } },
      metadata: { warnings: ['The reply was cut at the token limit. Raise Max Tokens for a longer one.'] },
    });
  });

  test.each<[string, unknown[], object, object]>([
    [
      'nothing',
      [],
      {},
      {
        kind: 'unusable_reply',
        message: 'The model answered with nothing. Run the query again, reword Prompt or choose another model.',
        retryable: true,
      },
    ],
    ['blanks', [message(' \n')], {}, { kind: 'unusable_reply', retryable: true }],
    [
      'an empty refusal',
      [message('', [], { content: [{ type: 'refusal', refusal: '' }] })],
      {},
      { kind: 'unusable_reply', retryable: true },
    ],
    ['nothing but a call', [{ type: 'web_search_call' }], {}, { kind: 'unusable_reply', retryable: true }],
    [
      'reasoning alone',
      [{ type: 'reasoning' }],
      { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
      {
        kind: 'output_limit',
        message: 'No text came back: reasoning used 5 tokens. Raise Max Tokens or lower Reasoning effort.',
      },
    ],
    [
      'no tokens',
      [],
      { status: 'incomplete', usage: null },
      {
        kind: 'output_limit',
        message:
          'No text came back: the tokens ran out before the first word. Raise Max Tokens or lower Reasoning effort.',
      },
    ],
    [
      'a filter',
      [],
      { status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
      {
        kind: 'content_policy',
        message: 'A content filter stopped the reply. Reword Prompt and run the query again.',
      },
    ],
    [
      'a refusal',
      [message('', [], { content: [{ type: 'refusal', refusal: 'I will not.' }] })],
      {},
      { kind: 'content_policy', message: 'The model refused: I will not. Reword Prompt to get an answer.' },
    ],
    [
      'an error',
      [],
      { status: 'failed', error: { code: 'server_error', message: 'Oops.' } },
      { kind: 'server', status: 500 },
    ],
    [
      'a rate limit',
      [],
      { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Slow.' } },
      { kind: 'rate_limit', status: 429 },
    ],
    [
      'a bad prompt',
      [],
      { status: 'failed', error: { code: 'invalid_prompt', message: 'No.' } },
      { kind: 'content_policy' },
    ],
    [
      'an error of another code',
      [],
      { status: 'failed', error: { code: 'image_too_large', message: 'Too large.' } },
      { kind: 'invalid_request' },
    ],
    [
      'no word',
      [],
      { status: 'failed', error: null },
      { kind: 'server', message: 'The response failed. Run the query again or choose another model.' },
    ],
    [
      'a stop',
      [],
      { status: 'cancelled' },
      { kind: 'invalid_request', message: 'The response was cancelled.', retryable: false },
    ],
  ])('of %s is a failure', async (_what, output, rest, failure) => {
    const sent = replying(output, rest);
    expect((await askInVain(query())).data).toMatchObject(failure);
    expect(sent).toHaveLength(1);
  });
});

test('An answer of another server, which tells no status, is complete', async () => {
  replying([message('Hi')], { status: undefined });
  expect((await ask(query())).data).toMatchObject({ content: 'Hi', status: 'completed' });
});

test('What is odd in a reply is passed over', async () => {
  const url = 'https://a.example.com/';
  const annotations = [
    null,
    { type: 'url_citation', url, title: 7 },
    { type: 'file_citation', file_id: 'file-1', container_id: 7, filename: 7 },
  ];
  const text = 'No';
  const content = [
    null,
    { type: 'output_text', text: 7 },
    { type: 'something_new', text, refusal: text },
    { type: 'output_text', text: 'Hi', annotations },
  ];
  replying([
    null,
    { type: 'reasoning', summary: [null, { text: 7 }] },
    { type: 'file_search_call', results: [null], action: { sources: [null, 7] } },
    { type: 'something_new', content: [{ type: 'output_text', text }], results: [{ text }], summary: [{ text }] },
    message('', [], { content }),
  ]);
  expect((await ask(query({ output: 'full' }))).data).toStrictEqual({
    content: 'Hi',
    sources: [{ url }],
    files: [{ file_id: 'file-1' }],
    response_id: 'resp_1',
    status: 'completed',
    model: 'gpt-5.2-2025-12-11',
    usage,
    tool_calls: [{ type: 'file_search_call' }],
    warnings: [],
  });
});

test('Pages and files are told once each, as far as they are known', async () => {
  const a = 'https://a.example.com/';
  const annotations = [
    cited(a, '', 0),
    cited(`${a}?x=1&utm_source=openai&y=2`, 'X', 5),
    cited(a, 'A', 9),
    cited('', 'None', 12),
    { type: 'file_path', file_id: 'file-2' },
    { type: 'file_citation', file_id: 7 },
    { type: 'something_new', file_id: 'file-3', url: a },
    'odd',
  ];
  replying([message('Hi', annotations as object[])]);
  expect((await ask(query())).data).toEqual({
    content: 'Hi',
    sources: [
      { url: a, title: 'A' },
      { url: `${a}?x=1&y=2`, title: 'X' },
    ],
    files: [{ file_id: 'file-2' }],
    response_id: 'resp_1',
    status: 'completed',
  });
});

test('The calls of tools tell what was searched or opened', async () => {
  const search = (action: object) => ({ type: 'web_search_call', status: 'completed', action });
  const output = [
    search({ type: 'search', query: 'news' }),
    search({ type: 'open_page', url: 'https://a.example.com/' }),
    message('Hi', [cited('https://a.example.com/?utm_source=openai&x=1', 'A', 0), { type: 'url_citation', url: 7 }]),
  ];
  replying(output);
  expect((await ask(query({ output: 'full' }))).data).toMatchObject({
    sources: [{ url: 'https://a.example.com/?x=1', title: 'A' }],
    tool_calls: [{ searched: ['news'] }, { searched: 'https://a.example.com/' }],
  });
});

// As vLLM does: https://github.com/vllm-project/vllm/pull/28248
test('What a model thought is told without a summary, too', async () => {
  const content = ['Let me see.', 'So be it.'].map((text) => ({ type: 'reasoning_text', text }));
  replying([{ type: 'reasoning', id: 'rs_1', summary: [], content }, message('Hi')]);
  expect((await ask(query({ output: 'full' }))).data).toMatchObject({ reasoning: 'Let me see.\n\nSo be it.' });
});

test.each([{}, { output: 'Hi' }])('A reply of %j is none', async (reply) => {
  answering(PATH, [{ reply }]);
  const { data, description } = await askInVain(query());
  expect(data).toMatchObject({ kind: 'unusable_reply', retryable: false });
  expect(description).toContain('The reply has no output. The reply begins: {');
});

test('A picture alone can be asked about in JSON', async () => {
  const sent = replying([message('{}')]);
  await ask(query({ prompt: '', images: 'https://example.com/a.png', response_format: 'json_object' }));
  expect(sent[0]?.body['input']).toMatchObject([
    { content: 'Answer in JSON.' },
    { content: [{ type: 'input_image' }] },
  ]);
});

describe('In the background', () => {
  test('gives the id at once, and says how to get the answer', async () => {
    const sent = replying([], { status: 'queued', usage: null });
    const warning = 'The answer is not there yet: fetch it with the operation Get response.';
    expect(await ask(query({ run_in_background: 'yes' }))).toEqual({
      status: 'ok',
      data: { content: null, sources: [], response_id: 'resp_1', status: 'queued' },
      metadata: { model: 'gpt-5.2-2025-12-11', request_id: 'req_1', attempts: 1, warnings: [warning] },
    });
    expect(sent[0]?.body['background']).toBe(true);
  });

  test.each([
    [500, 1],
    [503, 2],
    [429, 2],
  ])('is asked for again after %i only when nothing was started', async (status, times) => {
    const { source, attempts } = await serving({
      status,
      body: { error: { message: 'No.' } },
      headers: { 'retry-after-ms': '1', 'x-should-retry': 'true' },
    });
    await askInVain(query({ run_in_background: 'yes' }), { ...source, max_retries: 1 });
    expect(attempts()).toBe(times);
  });

  test('is not asked for again after a connection that stood and broke, because it may have been started', async () => {
    const { source, attempts } = await serving({ raw: ({ socket }) => socket?.destroy() });
    const { data, description } = await askInVain(query({ run_in_background: 'yes' }), source);
    expect(data['kind']).toBe('connection');
    expect(description).toMatch(
      / broke off before the reply: .*\. The request may have been paid for, so it was not sent/
    );
    expect(attempts()).toBe(1);
  });

  test('is asked for again where no connection stood, with http and with https', async () => {
    const port = await closedPort();
    for (const scheme of ['http', 'https']) {
      const source = { apiKey: KEY, base_url: `${scheme}://localhost:${port}/v1`, max_retries: 1 };
      const { outcome, waits } = await hurried(() => askInVain(query({ run_in_background: 'yes' }), source));
      expect(outcome.description).toContain('No usable connection to');
      expect(waits).toEqual([500]);
    }
  });
});

describe('Another server', () => {
  const OTHER = 'https://llm.example.com';
  const source = { apiKey: KEY, base_url: `${OTHER}/v1` };

  test.each([404, 405, 501])('without the Responses API (%i) is told of, and that Chat works', async (status) => {
    answering(PATH, [{ status, reply: { error: { message: 'Not here.' } } }], OTHER);
    const { description } = await askInVain(query(), { ...source, max_retries: 0 });
    expect(description).toContain("This server does not offer OpenAI's Responses API. The operation Chat works there.");
    expect(description).not.toContain('Base URL');
  });

  test('has its thoughts taken out of the text, and none out of JSON', async () => {
    const reasoning = { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'So.' }] };
    const items = [reasoning, message('<think>Hm.</think>Hi')];
    answering(PATH, [{ reply: response(items) }], OTHER);
    expect((await ask(query({ output: 'full' }), source)).data).toMatchObject({
      content: 'Hi',
      reasoning: 'So.\n\nHm.',
    });
    answering(PATH, [{ reply: response([message('<think>Hm.</think>Hi')]) }], OTHER);
    expect((await ask(query({ output: 'full' }), source)).data).toMatchObject({ content: 'Hi', reasoning: 'Hm.' });
    answering(PATH, [{ reply: response([message('{"a":"x</think>"}')]) }], OTHER);
    expect((await ask(query(), source)).data).toMatchObject({ content: '{"a":"x</think>"}' });
    answering(PATH, [{ reply: response([message('<think>Hm.</think>Hi')]) }]);
    expect((await ask(query())).data).toMatchObject({ content: '<think>Hm.</think>Hi' });
  });

  test('gets the request again without what it refuses', async () => {
    const refused = (param: string) => ({
      status: 400,
      reply: { error: { message: 'No.', param, code: 'unsupported_parameter' } },
    });
    const refusals = ['temperature', 'reasoning.effort', 'text.verbosity', 'truncation'].map(refused);
    const sent = answering(PATH, [...refusals, { reply: response([message('Hi')]) }], OTHER);
    const result = await ask(
      query({
        custom_model: 'm',
        temperature: 1,
        reasoning_effort: 'low',
        verbosity: 'low',
        additional_response_parameters: { truncation: 'auto' },
      }),
      source
    );
    expect(sent.at(-1)?.body).toEqual({ model: 'm', input: 'What is new?', reasoning: {}, text: {} });
    expect(result).toMatchObject({
      metadata: {
        warnings: ['Temperature', 'Reasoning effort', 'Verbosity', 'truncation (Additional parameters)'].map(
          (label) => `${label} was left out, because m refused it.`
        ),
      },
    });
  });
});

test('The key of an MCP server is in no error and in no dry run', async () => {
  const mcp_servers = [
    { label: 'm', url: 'https://mcp.example.com', authorization: 'secret-1234', headers: { 'x-key': 'secret-5678' } },
  ];
  answering(PATH, [{ status: 400, reply: { error: { message: 'Bad token secret-1234 and secret-5678.' } } }]);
  expect((await askInVain(query({ mcp_servers }))).description).toContain('Bad token *** and ***.');
  const { data } = (await ask(query({ mcp_servers, dry_run: 'yes' }))) as { data: object };
  expect(JSON.stringify(data)).not.toContain('secret');
});

test('An unknown previous response is explained', async () => {
  const error = {
    message: "Previous response with id 'resp_0' not found.",
    code: 'previous_response_not_found',
    param: 'previous_response_id',
  };
  answering(PATH, [{ status: 400, reply: { error } }]);
  expect((await askInVain(query({ previous_response_id: 'resp_0' }))).description).toBe(
    `${error.message} OpenAI keeps responses 30 days, and not at all with store false. Start a new conversation: clear Previous response.`
  );
});
