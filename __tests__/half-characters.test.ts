import { answering, ask, chatReply } from './support/openai';

/** An emoji that was cut in two, as `slice` does, beside a whole one and what only looks like half of one. */
const CUT = 'a\ud83d 😀 \udc00\ud83d \\ud83d \\\\ud83d';
const SENT = 'a\ufffd 😀 \ufffd\ufffd \\ud83d \\\\ud83d';

const CHAT = { operation: 'chat', prompt: CUT, model: 'gpt-4o' };

test('Half a character in a chat goes out as U+FFFD, wherever it stands', async () => {
  const sent = answering('/v1/chat/completions', [{ reply: chatReply({ content: 'Hi' }) }]);
  const query = {
    ...CHAT,
    system_prompt: CUT,
    message_history: [
      { role: 'user', content: CUT },
      { role: 'assistant', content: [{ type: 'text', text: CUT }] },
    ],
    tools: [{ name: 'f', description: CUT, parameters: { [CUT]: CUT } }],
    additional_chat_parameters: { metadata: { [CUT]: CUT } },
  };
  await ask(query);
  expect(sent[0]?.body).toEqual({
    model: 'gpt-4o',
    messages: [
      { role: 'system', content: SENT },
      { role: 'user', content: SENT },
      { role: 'assistant', content: [{ type: 'text', text: SENT }] },
      { role: 'user', content: SENT },
    ],
    tools: [{ type: 'function', function: { name: 'f', description: SENT, parameters: { [SENT]: SENT } } }],
    metadata: { [SENT]: SENT },
  });
  expect((await ask({ ...query, dry_run: 'yes' })).data).toEqual({
    method: 'POST',
    path: '/chat/completions',
    body: sent[0]?.body,
    requests: 1,
  });
});

test('Half a character in Rows, texts to embed and a prompt for an image goes out as U+FFFD', async () => {
  const rows = answering('/v1/chat/completions', [{ reply: chatReply({ content: 'Hi' }) }]);
  await ask({ ...CHAT, prompt: 'Say {a}', rows: [{ a: CUT }] });
  expect(rows[0]?.body).toMatchObject({ messages: [{ content: `Say ${SENT}` }] });
  const texts = answering('/v1/embeddings', [{ reply: { data: [{ embedding: [1] }, { embedding: [1] }] } }]);
  await ask({ operation: 'generate_embedding', input: [CUT, 'b'] });
  expect(texts[0]?.body['input']).toEqual([SENT, 'b']);
  const image = answering('/v1/images/generations', [{ reply: { data: [{ url: 'https://x.example.com' }] } }]);
  await ask({ operation: 'image_generation', prompt: CUT });
  expect(image[0]?.body['prompt']).toBe(SENT);
});

test('Half a character in a form with files goes out as U+FFFD', async () => {
  const sent = answering('/v1/images/edits', [{ reply: { data: [{ url: 'https://x.example.com' }] } }]);
  await ask({ operation: 'edit_image', prompt: CUT, source_images: 'data:image/png;base64,iVBORw0KGgo=' });
  expect(Buffer.from(String(sent[0]?.body['prompt']), 'latin1').toString()).toBe(SENT);
});
