import { answering, askInVain, errorReply, KEY } from './support/openai';

test.each([
  ['https://api.openai.com', undefined, 'OpenAI'],
  ['https://eu.api.openai.com', 'https://eu.api.openai.com/v1', 'OpenAI'],
  ['https://mine.openai.azure.com', 'https://mine.openai.azure.com/v1', 'Azure'],
  ['https://llm.example.com', 'https://llm.example.com/v1', 'the server'],
])('A quota error of %s names the billing settings of who is paid', async (origin, base_url, biller) => {
  answering(
    '/v1/chat/completions',
    [{ status: 429, reply: errorReply('No.', { code: 'insufficient_quota' }) }],
    origin
  );
  const { description, data } = await askInVain({ operation: 'chat', prompt: 'Hello' }, { apiKey: KEY, base_url });
  expect(data).toMatchObject({ kind: 'quota', retryable: false });
  expect(description).toContain(`raise the limit in ${biller}'s billing settings; retrying will not help.`);
});
