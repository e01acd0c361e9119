import { answering, askInVain, complaint } from './support/openai';

const MCP_RULE = 'MCP servers must be a list such as [{"url": "https://mcp.example.com"}], or the text of one as JSON.';

describe('MCP servers', () => {
  test.each([
    ['{"authorization":"tok_1234"}'],
    [{ authorization: 'tok_1234' }],
    ['[{"url":"https://mcp.example.com","authorization":"tok_1234",}]'],
    ['tok_1234'],
    ['"tok_1234"'],
    [1234567890],
    [true],
  ])('of another kind, %j, are not quoted', async (mcp_servers) => {
    expect(await complaint({ operation: 'ask', prompt: 'Hello', mcp_servers })).toBe(MCP_RULE);
  });

  test.each([
    [['tok_1234'], 'MCP servers: entry 1 must be an object with url.'],
    [[{ url: 'tok_1234' }], 'MCP servers: entry 1 must have a url that begins with https://.'],
    [
      [{ url: 'https://mcp.example.com', label: ['tok_1234'] }],
      'MCP servers: entry 1 must be one text, not a list. Join the list into a text first.',
    ],
  ])('with a wrong entry, %j, are not quoted', async (mcp_servers, problem) => {
    expect(await complaint({ operation: 'ask', prompt: 'Hello', mcp_servers })).toBe(problem);
  });

  test('of more than a million objects are not read', async () => {
    const mcp_servers = `["tok_1234"${',{}'.repeat(1_000_001)}]`;
    expect(await complaint({ operation: 'ask', prompt: 'Hello', mcp_servers })).toBe(MCP_RULE);
  });

  test('that are blank are none', async () => {
    const sent = answering('/v1/responses', [{ status: 400, reply: { error: { message: 'No.' } } }]);
    await askInVain({ operation: 'ask', prompt: 'Hello', model: 'gpt-5.2', mcp_servers: ' ' });
    expect(sent[0]?.body).toEqual({ model: 'gpt-5.2', input: 'Hello' });
  });
});

const HIDDEN = 'not *** (hidden, because it may hold a secret).';

describe('What may hold a secret is not quoted', () => {
  test.each([
    [
      { operation: 'ask', prompt: 'Hello', additional_response_parameters: '{"authorization":"tok_1234",}' },
      `Additional parameters must be a JSON object, ${HIDDEN}`,
    ],
    [
      {
        operation: 'chat',
        prompt: 'Hello',
        additional_chat_parameters: [{ authentication: { type: 'api_key', key: 'tok_1234' } }],
      },
      `Additional parameters must be a JSON object, ${HIDDEN}`,
    ],
    [
      { operation: 'chat', prompt: 'Hello', tools: '[{"type":"mcp","headers":{"X-Gate":"tok_1234"}' },
      `Tools must be an array or the text of a JSON array, ${HIDDEN}`,
    ],
    [
      { operation: 'call_api', path: '/responses', body: '{"tools":[{"authorization":"tok_1234",}]}' },
      `Body must be a JSON object or array, or the text of one, ${HIDDEN}`,
    ],
    [
      { operation: 'call_api', path: '/models', query_parameters: 'api-key=tok_1234' },
      `Query parameters must be a JSON object such as {"limit": 20}, or an array of pairs, ${HIDDEN}`,
    ],
    [
      { operation: 'call_api', path: '/models', query_parameters: ['access_token=tok_1234'] },
      `Query parameters: entry 1 must be a pair of name and value, ${HIDDEN}`,
    ],
    [
      { operation: 'call_api', path: '/models', query_parameters: [['', 'Bearer tok_1234']] },
      'Query parameters has the value *** (hidden, because it may hold a secret) without a name. Enter its name, or remove it.',
    ],
    [
      { operation: 'chat', prompt: 'Hello', temperature: 'password: tok_1234' },
      `Temperature must be a number from 0 to 2, ${HIDDEN} Correct it or leave the field blank.`,
    ],
  ])('%j', async (options, problem) => {
    expect(await complaint(options)).toBe(problem);
  });

  test('but the word secret alone hides nothing', async () => {
    expect(await complaint({ operation: 'chat', prompt: 'Hello', rows: 'secret santa' })).toBe(
      'Rows must be an array or the text of a JSON array, not "secret santa".'
    );
  });

  test('but max_tokens, which stands in many requests, hides nothing', async () => {
    const additional_chat_parameters = '{"max_tokens":5,}';
    expect(await complaint({ operation: 'chat', prompt: 'Hello', additional_chat_parameters })).toBe(
      'Additional parameters must be a JSON object, not "{\\"max_tokens\\":5,}".'
    );
  });
});
