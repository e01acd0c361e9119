import form from '../operations.json';
import { runEmbedded, startEmbedded, stopEmbedded } from './support/embedded';

beforeAll(startEmbedded);
afterAll(stopEmbedded);

const chat = { operation: 'chat', prompt: 'Where is order 7?' };
const TOOLS =
  '[{ "name": "find_order", "parameters": { "type": "object", "properties": { "id": { "type": "integer" } } } }]';

test('it has the models of the forms, and no others', async () => {
  const { data } = await runEmbedded({ operation: 'list_models', model_purpose: 'chat' });
  const offered = form.properties.chat.model.list.map(({ value }) => value);
  expect((data as { models: { value: string }[] }).models.map(({ value }) => value)).toEqual(offered);
  expect(await runEmbedded({ ...chat, custom_model: 'llama3.2' })).toMatchObject({
    status: 'failed',
    data: { kind: 'model_not_found', status: 404, code: 'model_not_found' },
  });
});

test('it refuses what a model does not take, so that there is a warning or an error to see', async () => {
  const left = await runEmbedded({ ...chat, additional_chat_parameters: '{ "presence_penalty": 1 }' });
  expect(left).toMatchObject({
    status: 'ok',
    metadata: {
      attempts: 2,
      warnings: ['presence_penalty (Additional parameters) was left out, because gpt-5.2 refused it.'],
    },
  });
  const { description } = await runEmbedded({ operation: 'image_generation', prompt: 'A lake', quality: 'hd' });
  expect(description).toContain("Invalid value: 'hd'. Supported values are: 'auto', 'low', 'medium' and 'high'.");
});

test('it calls a tool with what the schema asks for, and answers once the tool has', async () => {
  const { data } = await runEmbedded({ ...chat, tools: TOOLS, output: 'full' });
  const { tool_calls, history } = data as { tool_calls: { id: string }[]; history: object[] };
  expect(tool_calls).toEqual([{ id: 'call_1', name: 'find_order', arguments: { id: 7 } }]);
  const told = [...history, { role: 'tool', tool_call_id: 'call_1', content: 'Shipped on Monday.' }];
  const answer = await runEmbedded({ operation: 'chat', tools: TOOLS, message_history: told });
  expect(answer).toMatchObject({ status: 'ok', data: '(made up) The tool said: Shipped on Monday.' });
});

test('it draws PNG, and says so where another format was asked for', async () => {
  const { data } = await runEmbedded({
    operation: 'image_generation',
    prompt: 'A lake',
    size: '1024x768',
    output_format: 'webp',
  });
  expect(data).toMatchObject({
    data: {
      images: [
        {
          mime_type: 'image/png',
          size: '1024x768',
          revised_prompt: expect.stringContaining('draws PNG only, so this is not webp') as string,
        },
      ],
    },
  });
});
