import { answering, ask, askInVain, askWithEveryField, complaint, errorReply } from './support/openai';
import { type Options, type Reply } from './support/scripted-server.cjs';
import { serving } from './support/server';

const PATH = '/v1/decisions';
const PNG = 'iVBORw0KGgoAAAANSUhEUg==';
const QUESTIONS = { urgent: 'The customer waits', team: ['billing', 'bug'], mood: { levels: ['calm', 'angry'] } };
const decide = (more: object = {}) => ({ operation: 'decide', decide_input: 'Help!', questions: QUESTIONS, ...more });

const yes = (probability: number, name = 'urgent') => ({ type: 'predicate', name, probability });
const team = {
  type: 'choice',
  name: 'team',
  choice: 'bug',
  confidence: 0.8,
  probabilities: [
    { value: 'billing', probability: 0.2 },
    { value: 'bug', probability: 0.8 },
  ],
};
const mood = {
  type: 'score',
  name: 'mood',
  score: 0.75,
  confidence: 0.75,
  probabilities: [
    { label: 'calm', value: 0, probability: 0.25 },
    { label: 'angry', value: 1, probability: 0.75 },
  ],
};
const usage = {
  input_tokens: 40,
  input_tokens_details: { cached_tokens: 8, cache_write_tokens: 0 },
  output_tokens: 0,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 40,
};
const counts = (times = 1) => ({
  input_tokens: 40 * times,
  output_tokens: 0,
  total_tokens: 40 * times,
  reasoning_tokens: 0,
  cached_tokens: 8 * times,
});
const reply = (...answers: unknown[]) => ({ model: 'gpt-6-luna', answers, usage });

/** The body that a dry run shows. */
async function bodyOf(more: object) {
  const { data } = (await ask(decide({ ...more, dry_run: 'yes' }))) as unknown as { data: { body: object } };
  return data.body;
}

describe('Decide', () => {
  test('sends every field of the form and gives answers and details under the names of the questions', async () => {
    const sent = answering(PATH, [{ reply: reply(yes(0.75), team, mood) }]);
    const filled = {
      decide_input: 'Help!',
      questions: JSON.stringify(QUESTIONS),
      decide_images: [{ name: 'a.png', base64Data: PNG }, ' https://example.com/b.png '],
      decide_rows: '',
      decide_concurrency: '3',
      custom_decision_model: ' gpt-6-luna ',
      output: 'reply',
      additional_decision_parameters: '{"safety_identifier":"u1"}',
      dry_run: 'no',
    };
    expect(await askWithEveryField('decide', filled)).toEqual({
      status: 'ok',
      data: {
        answers: { urgent: true, team: 'bug', mood: 'angry' },
        details: {
          urgent: { probability: 0.75 },
          team: { confidence: 0.8, probabilities: { billing: 0.2, bug: 0.8 } },
          mood: { score: 0.75, confidence: 0.75, probabilities: { calm: 0.25, angry: 0.75 } },
        },
      },
      metadata: { model: 'gpt-6-luna', usage: counts(), request_id: 'req_1', attempts: 1, warnings: [] },
    });
    expect(sent.map(({ body }) => body)).toEqual([
      {
        model: 'gpt-6-luna',
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: 'Help!' },
              { type: 'input_image', image_url: `data:image/png;base64,${PNG}` },
              { type: 'input_image', image_url: 'https://example.com/b.png' },
            ],
          },
        ],
        questions: [
          { type: 'predicate', name: 'urgent', instructions: 'The customer waits' },
          { type: 'choice', name: 'team', instructions: 'team', choices: [{ value: 'billing' }, { value: 'bug' }] },
          { type: 'score', name: 'mood', instructions: 'mood', levels: [{ label: 'calm' }, { label: 'angry' }] },
        ],
        safety_identifier: 'u1',
      },
    ]);
  });

  test('sends a text alone as it is', async () => {
    const sent = answering(PATH, [{ reply: reply(yes(0.5)) }]);
    const { data } = await ask(decide({ decide_input: ' {"a":1} ', questions: { urgent: 'It is urgent' } }));
    expect(data).toEqual({ answers: { urgent: true }, details: { urgent: { probability: 0.5 } } });
    expect(sent[0]?.body).toEqual({
      model: 'gpt-6-luna',
      input: ' {"a":1} ',
      questions: [{ type: 'predicate', name: 'urgent', instructions: 'It is urgent' }],
    });
  });

  test.each([
    [{ decide_input: { id: 7 } }, [{ type: 'input_json', data: { id: 7 } }]],
    [{ decide_input: [{ id: 7 }, {}] }, [{ type: 'input_json', data: [{ id: 7 }, {}] }]],
    [
      { decide_input: '', decide_images: 'https://example.com/a.png' },
      [{ type: 'input_image', image_url: 'https://example.com/a.png' }],
    ],
    [
      { decide_input: { id: 7 }, decide_images: 'https://example.com/a.png' },
      [
        { type: 'input_json', data: { id: 7 } },
        { type: 'input_image', image_url: 'https://example.com/a.png' },
      ],
    ],
  ])('sends of %j the parts of a message', async (more, content) => {
    expect(await bodyOf(more)).toMatchObject({ input: [{ role: 'user', content }] });
  });

  test.each<[unknown, object[]]>([
    [
      { choices: { billing: 'About money', other: '' }, instructions: 'Who is to answer' },
      [
        {
          type: 'choice',
          name: 'q',
          instructions: 'Who is to answer',
          choices: [{ value: 'billing', description: 'About money' }, { value: 'other' }],
        },
      ],
    ],
    [
      { choices: [true, 'true', 3, { value: 'x', description: 'X' }] },
      [
        {
          type: 'choice',
          name: 'q',
          instructions: 'q',
          choices: [{ value: true }, { value: 'true' }, { value: '3' }, { value: 'x', description: 'X' }],
        },
      ],
    ],
    [
      { levels: { low: 'Hardly', high: 'Very' }, instructions: 'How bad' },
      [
        {
          type: 'score',
          name: 'q',
          instructions: 'How bad',
          levels: [
            { label: 'low', description: 'Hardly' },
            { label: 'high', description: 'Very' },
          ],
        },
      ],
    ],
    [{ levels: [1, 2] }, [{ type: 'score', name: 'q', instructions: 'q', levels: [{ label: '1' }, { label: '2' }] }]],
    [
      { type: 'predicate', instructions: [{ type: 'input_text', text: 'It is so' }] },
      [{ type: 'predicate', name: 'q', instructions: [{ type: 'input_text', text: 'It is so' }] }],
    ],
  ])('makes of the short form %j a question', async (short, questions) => {
    expect(await bodyOf({ questions: { q: short } })).toMatchObject({ questions });
  });

  test('warns of levels that are numbers and the names of an object, because their order is lost', async () => {
    const mood = { levels: { calm: '', 3: 'low', 2: 'mid', 1: 'high' } };
    const questions = JSON.stringify({ mood, list: { levels: ['3', '2'] }, team: { choices: { 2: 'a', 1: 'b' } } });
    expect(await ask(decide({ questions, dry_run: 'yes' }))).toMatchObject({
      data: {
        body: {
          questions: [
            {
              levels: [
                { label: '1', description: 'high' },
                { label: '2', description: 'mid' },
                { label: '3', description: 'low' },
                { label: 'calm' },
              ],
            },
            { levels: [{ label: '3' }, { label: '2' }] },
            { choices: [{ value: '1' }, { value: '2' }] },
          ],
        },
      },
      metadata: {
        warnings: [
          'Questions: mood has its levels in the order 1, 2, 3, calm, because an object puts numbers first and sorts them. Where that is not from the least to the most, make levels a list such as [{ "label": "3", "description": "low" }].',
        ],
      },
    });
  });

  test.each(['01', '1.5', '-1', '1 star', ''])(
    'says nothing of levels such as %j, whose order is kept',
    async (label) => {
      const questions = { mood: { levels: { b: '', [label]: '', a: '' } } };
      expect(await ask(decide({ questions, dry_run: 'yes' }))).toMatchObject({
        data: { body: { questions: [{ levels: [{ label: 'b' }, { label }, { label: 'a' }] }] } },
        metadata: { warnings: [] },
      });
    }
  );

  test('sends OpenAI’s own list of questions as it is, and names those without a name', async () => {
    const questions = [
      { type: 'predicate', instructions: 'It is late' },
      { type: 'predicate', instructions: 'It is urgent', name: 'urgent' },
      { type: 'predicate', instructions: 'It is new', name: '' },
    ];
    const sent = answering(PATH, [{ reply: reply(yes(0.75), yes(0.25), yes(0.49)) }]);
    expect(await ask(decide({ questions }))).toMatchObject({
      data: { answers: { question_1: true, urgent: false, question_3: false } },
    });
    expect(sent[0]?.body['questions']).toEqual(questions);
  });

  test('gives null for what the model refuses, and a choice that is a boolean', async () => {
    const choice = { ...team, choice: false, probabilities: [{ value: false, probability: 0.8 }, 'odd', { value: 1 }] };
    const score = { type: 'score', name: 'mood', score: 0.5, confidence: 0.1, probabilities: [] };
    answering(PATH, [{ reply: reply({ type: 'refusal', name: 'urgent' }, choice, score) }]);
    expect((await ask(decide())).data).toEqual({
      answers: { urgent: null, team: false, mood: null },
      details: {
        urgent: { refused: true },
        team: { confidence: 0.8, probabilities: { false: 0.8 } },
        mood: { score: 0.5, confidence: 0.1, probabilities: {} },
      },
    });
  });

  test('leaves out, with a warning, a parameter of Additional parameters that is refused', async () => {
    const refusal = errorReply("Unsupported parameter: 'prompt_cache_key'.", {
      param: 'prompt_cache_key',
      code: 'unsupported_parameter',
    });
    const sent = answering(PATH, [{ status: 400, reply: refusal }, { reply: reply(yes(1), team, mood) }]);
    const query = decide({ additional_decision_parameters: { prompt_cache_key: 'k' } });
    expect(await ask(query)).toMatchObject({
      metadata: { warnings: ['prompt_cache_key (Additional parameters) was left out, because gpt-6-luna refused it.'] },
    });
    expect(sent.map(({ body }) => 'prompt_cache_key' in body)).toEqual([true, false]);
  });

  test('names Chat where a server has no decisions', async () => {
    const missing = { status: 404, body: { error: { message: 'Not Found' } } };
    const advice =
      "This server does not offer OpenAI's Decisions API. The operation Chat with a JSON schema can decide there.";
    const { source } = await serving(missing);
    expect((await askInVain(decide(), source)).description).toBe(`Not Found. ${advice}`);
    expect((await askInVain(decide({ decide_rows: ['a', 'b'] }), source)).description).toBe(`Not Found. ${advice}`);
  });

  const few = (answers: number) => `The reply holds ${answers} answers to 3 questions.`;
  const NO_ANSWER = 'The reply holds something that is no answer.';
  test.each<[object, string]>([
    [{}, few(0)],
    [{ answers: [] }, few(0)],
    [reply(yes(1), team), few(2)],
    [reply(yes(1), team, null), NO_ANSWER],
    [reply(yes(1), team, { type: 'predicate' }), NO_ANSWER],
    [reply(yes(1), { type: 'choice', choice: 7 }, mood), NO_ANSWER],
    [reply(yes(1), team, { type: 'odd', probability: 1, choice: 'a', score: 1 }), NO_ANSWER],
    [reply(yes(1), team, { type: 'score', score: 'high' }), NO_ANSWER],
  ])('is an error when the reply is %j', async (body, problem) => {
    answering(PATH, [{ reply: body }]);
    const { description, data } = await askInVain(decide());
    expect(description).toContain(`${problem} The reply begins: {`);
    expect(data).toMatchObject({ kind: 'unusable_reply', retryable: false });
  });

  const list = (length: number) => Array.from({ length }, (_, index) => `x${index}`);

  test('takes as many questions, choices, levels and images as the API does', async () => {
    const statements = Object.fromEntries(list(398).map((name) => [name, 'It is so']));
    const questions = { team: list(255), mood: { levels: list(10) }, ...statements };
    expect(await bodyOf({ questions, decide_images: Array(128).fill('https://example.com/a.png') })).toEqual({
      model: 'gpt-6-luna',
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'Help!' },
            ...Array<object>(128).fill({ type: 'input_image', image_url: 'https://example.com/a.png' }),
          ],
        },
      ],
      questions: [
        { type: 'choice', name: 'team', instructions: 'team', choices: list(255).map((value) => ({ value })) },
        { type: 'score', name: 'mood', instructions: 'mood', levels: list(10).map((label) => ({ label })) },
        ...list(398).map((name) => ({ type: 'predicate', name, instructions: 'It is so' })),
      ],
    });
  });

  const EXAMPLE = '{ "urgent": "The customer is waiting", "team": ["billing", "bug", "other"] }';

  test.each<[object, string]>([
    [
      { decide_input: { name: 'a.png', type: 'image/png', base64Data: PNG } },
      'Input holds a file. Bind a picture in Images instead, and of another file its text.',
    ],
    [
      { decide_input: [{ name: 'a.txt', dataURL: 'data:text/plain;base64,SGk=' }] },
      'Input holds a file. Bind a picture in Images instead, and of another file its text.',
    ],
    [{ decide_input: ' ' }, 'Input is empty. Enter what to decide about: a text, an object or Images.'],
    [{ decide_input: ['a'] }, 'Input must be a text, an object or a list of objects, not ["a"].'],
    [{ decide_input: [{ id: 7 }, 'a'] }, 'Input must be a text, an object or a list of objects, not [{"id":7},"a"].'],
    [{ decide_input: [] }, 'Input must be a text, an object or a list of objects, not [].'],
    [{ decide_images: Array(129).fill(PNG) }, 'Images takes up to 128, not 129.'],
    [
      { decide_images: ['https://example.com/a.png', 'a'] },
      'Images: entry 2 must be a link, PNG, JPEG, WebP or GIF: a data URI, base64 or the file of a file picker, not "a".',
    ],
    [{ questions: '' }, `Questions is empty. Enter what to decide, such as ${EXAMPLE}.`],
    [{ questions: 'Is it urgent?' }, `Questions must be a JSON object such as ${EXAMPLE}, not "Is it urgent?".`],
    [{ questions: {} }, 'Questions takes 1 to 400 questions, not 0.'],
    [
      { questions: Object.fromEntries(list(401).map((name) => [name, 'It is so'])) },
      'Questions takes 1 to 400 questions, not 401.',
    ],
    [
      { questions: { urgent: ' ' } },
      'Questions: urgent must be a statement, a list of choices, or an object with choices or levels, not " ".',
    ],
    [
      { questions: { urgent: {} } },
      'Questions: urgent must be a statement, a list of choices, or an object with choices or levels, not {}.',
    ],
    [
      { questions: { urgent: null } },
      'Questions: urgent must be a statement, a list of choices, or an object with choices or levels, not null.',
    ],
    [{ questions: { team: ['a'] } }, 'Questions: team must have 2 to 255 choices, not 1.'],
    [{ questions: { team: list(256) } }, 'Questions: team must have 2 to 255 choices, not 256.'],
    [{ questions: { mood: { levels: list(11) } } }, 'Questions: mood must have 2 to 10 levels, not 11.'],
    [{ questions: { mood: { levels: ['a'] } } }, 'Questions: mood must have 2 to 10 levels, not 1.'],
    [{ questions: { team: ['a', 'b', 'a'] } }, 'Questions: team has "a" twice among its choices.'],
    [{ questions: { mood: { levels: ['a', 'a'] } } }, 'Questions: mood has "a" twice among its levels.'],
    [{ questions: { team: ['a', null] } }, 'Questions: team must have texts to choose from, not null.'],
    [{ questions: { team: ['a', ''] } }, 'Questions: team must have texts to choose from, not "".'],
    [{ questions: { mood: { levels: [true] } } }, 'Questions: mood must have texts to choose from, not true.'],
    [
      { questions: { team: { choices: 'a, b' } } },
      'Questions: team must have a list of choices or levels, not "a, b".',
    ],
    [
      { questions: [{ type: 'choice', choices: ['a', 'a'] }] },
      'Questions: question_1 has "a" twice among its choices.',
    ],
    [{ questions: ['It is so'] }, 'Questions: entry 1 must be an object, not "It is so".'],
    [
      { questions: [{ type: 'choice', choices: [{ value: 'a' }] }] },
      'Questions: question_1 must have 2 to 255 choices, not 1.',
    ],
    [{ questions: [{ name: 'a' }, { name: 'a' }] }, 'Questions: two are called a. Give each a name of its own.'],
    [
      { additional_decision_parameters: { input: 'a' } },
      'Additional parameters must not hold input: use Input and Images.',
    ],
    [
      { custom_decision_model: 'whisper-1' },
      'Model ID is whisper-1, which is for the operation Transcribe audio. Choose another model in Model ID.',
    ],
    [
      { decide_concurrency: 21 },
      'Rows at once must be a whole number from 1 to 20, not 21. Correct it or leave the field blank.',
    ],
    [{ decide_rows: list(1001) }, 'Rows takes up to 1,000 elements, not 1001.'],
    [{ decide_rows: 'a' }, 'Rows must be an array or the text of a JSON array, not "a".'],
    [
      { decide_rows: ['a'], decide_input: { a: 1 } },
      'Input must be a text with placeholders such as {name} beside Rows, or blank to send each row itself.',
    ],
    [
      { decide_rows: [{ subject: 'a' }], decide_input: '{subjekt}' },
      'Input: {subjekt} is no column of Rows. Did you mean {subject}? To send it as it is, write \\{subjekt}.',
    ],
    [
      { decide_rows: ['a', 'x'.repeat(6_000_000)], decide_input: '{row}'.repeat(9) },
      'Rows: entry 2 makes a request of more than 50 MB, the most that one may have. Shorten the row, Input, Questions or Images.',
    ],
    [
      { decide_rows: Array(11).fill('x'.repeat(10_000_000)), decide_input: '{row}{row}' },
      'Rows make 220 MB of text with Input, and one query takes up to 200 MB. Send fewer rows at once or shorten Input.',
    ],
    [
      { decide_rows: ['a'], decide_input: 'x'.repeat(50_000_000) },
      'Rows: entry 1 makes a request of more than 50 MB, the most that one may have. Shorten the row, Input, Questions or Images.',
    ],
    [
      { decide_rows: ['a', { note: 'x'.repeat(30_000_000), more: 'ä'.repeat(10_000_000) }], decide_input: '' },
      'Rows: entry 2 makes a request of more than 50 MB, the most that one may have. Shorten the row, Input, Questions or Images.',
    ],
    [
      { decide_rows: Array(21).fill({ note: 'x'.repeat(10_000_000) }), decide_input: '' },
      'Rows make 211 MB of text, and one query takes up to 200 MB. Send fewer rows at once.',
    ],
  ])('refuses a wrong value before anything is sent (%#)', async (more, problem) => {
    expect(await complaint(decide(more))).toBe(problem);
  });
});

type Sent = { input: unknown };

/** A server that answers one question about each row by what was sent of it. */
const rowServer = (respond: (input: string) => Reply, options?: Options) =>
  serving<Sent>(({ body: { input } }) => {
    const text = typeof input === 'string' ? input : JSON.stringify(input);
    return { body: reply(yes(text.includes('!') ? 1 : 0)), ...respond(text) };
  }, options);

describe('Decide with Rows', () => {
  const one = (more: object) => decide({ questions: { urgent: 'It is urgent' }, ...more });
  const ok = (urgent: boolean) => ({
    ok: true,
    answers: { urgent },
    details: { urgent: { probability: urgent ? 1 : 0 } },
  });

  test('fills Input with each row, and gives the outcomes in the rows’ order', async () => {
    const { source, requests } = await rowServer((text) => ({ delay: text.includes('Ada') ? 40 : 0 }));
    const rows = [{ name: 'Ada', mark: '!' }, { name: 'Bob', tags: ['a'] }, 'plain', 7, null];
    const decide_input = '{name}{mark} {tags} {row} {other}';
    expect(await ask(one({ decide_rows: rows, decide_input }), source)).toEqual({
      status: 'ok',
      data: [ok(true), ok(false), ok(false), ok(false), { ok: false, error: expect.any(Object) as object }],
      metadata: {
        model: 'gpt-6-luna',
        usage: counts(4),
        attempts: 4,
        warnings: ['{other} stayed as typed, because Rows have only {name}, {mark}, {tags}, {row}.'],
        rows: { ok: 4, failed: 1 },
      },
    });
    const inputs = requests.map(({ body }) => body.input);
    expect(inputs.sort()).toEqual(['  7 {other}', '  plain {other}', 'Ada!   {other}', 'Bob ["a"]  {other}']);
  });

  test('sends each row itself when Input is blank: a text as it is, an object as JSON', async () => {
    const { source, requests } = await rowServer(() => ({}));
    const decide_rows = JSON.stringify(['Hi', { id: 1, note: 'Help!' }, 7]);
    expect((await ask(one({ decide_rows, decide_input: '', decide_concurrency: 1 }), source)).data).toEqual([
      ok(false),
      ok(true),
      ok(false),
    ]);
    expect(requests.map(({ body }) => body.input)).toEqual([
      'Hi',
      [{ role: 'user', content: [{ type: 'input_json', data: { id: 1, note: 'Help!' } }] }],
      '7',
    ]);
  });

  test.each([
    [undefined, 5],
    ['12', 12],
  ])('asks about some at once: %j', async (decide_concurrency, most) => {
    const server = await rowServer(() => ({ delay: 20 }), { hold: most });
    const decide_rows = Array.from({ length: 12 }, (_, index) => `row ${index}`);
    const { data } = await ask(one({ decide_rows, decide_concurrency, decide_input: '{row}' }), server.source);
    expect(data).toEqual(decide_rows.map(() => ok(false)));
    expect(server.most()).toBe(most);
  });

  test('tells of each row that fails, and counts what was paid for nothing', async () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    const { source } = await rowServer((text) =>
      text === 'bad' ? { status: 400, body: errorReply('No.') } : text === 'odd' ? { body: reply() } : {}
    );
    const file = { name: 'a.png', base64Data: PNG };
    const rows = ['Help!', 'bad', 'odd', null, ['a'], ' ', loop, file];
    const result = await ask(one({ decide_rows: rows, decide_input: '' }), source);
    const failure = (kind: string, message: string) => ({
      ok: false,
      error: expect.objectContaining({ kind, message, retryable: false }) as object,
    });
    const noRow = 'Rows: an element must be a text, number, boolean or object, not';
    expect(result.data).toEqual([
      ok(true),
      failure('invalid_request', 'No. Check the fields of the query against what the message says.'),
      failure('unusable_reply', expect.stringContaining('The reply holds 0 answers to 1 questions.') as string),
      failure('invalid_input', `${noRow} null.`),
      failure('invalid_input', `${noRow} ["a"].`),
      failure(
        'invalid_input',
        'Rows: entry 6 is blank, or what Input takes of it is. Fill it in, or leave it out of Rows.'
      ),
      failure('invalid_input', 'Rows: this element cannot be sent. Bind texts, numbers, or objects of these.'),
      failure(
        'invalid_input',
        'Rows: entry 8 holds a file. Bind a picture in Images instead, and of another file its text.'
      ),
    ]);
    expect(result).toMatchObject({ metadata: { attempts: 3, usage: counts(2), rows: { ok: 1, failed: 7 } } });
  });

  test.each(['insufficient_quota', 'invalid_api_key', 'model_not_found'])(
    'stops at %s, and the rest carry that error',
    async (code) => {
      const { source, requests } = await rowServer((text) =>
        text === 'row 1' ? { status: 429, body: errorReply('No more.', { code }) } : {}
      );
      const decide_rows = Array.from({ length: 6 }, (_, index) => `row ${index}`);
      const query = one({ decide_rows, decide_input: '', decide_concurrency: 1 });
      const outcomes = (await ask(query, source)).data as { ok: boolean; error?: { code: string } }[];
      expect(outcomes.map(({ ok: isOk, error }) => error?.code ?? isOk)).toEqual([
        true,
        ...Array<string>(5).fill(code),
      ]);
      expect(requests).toHaveLength(2);
    }
  );

  test('stops when nothing ever came back from the server, and fails', async () => {
    const { source, attempts } = await serving({ onConnection: (socket) => socket.destroy() });
    const query = one({ decide_rows: Array(20).fill('a'), decide_input: '', decide_concurrency: 1 });
    const { description } = await askInVain(query, { ...source, max_retries: 0 });
    expect(description).toContain(' broke off: ');
    expect(attempts()).toBe(1);
  });

  test('goes on after a connection that breaks, once the server has answered', async () => {
    const { source } = await rowServer((text) => (text === 'bad' ? { raw: ({ socket }) => socket?.destroy() } : {}));
    const query = one({ decide_rows: ['a', 'bad', 'Help!'], decide_input: '', decide_concurrency: 1 });
    const broken = { ok: false, error: expect.objectContaining({ kind: 'connection' }) as object };
    expect((await ask(query, { ...source, max_retries: 0 })).data).toEqual([ok(false), broken, ok(true)]);
  });

  test('outlasts a rate limit, all together, whatever Retries says', async () => {
    let over = Infinity;
    const limited = { status: 429, body: errorReply('Slow down.'), headers: { 'retry-after-ms': '300' } };
    const server = await rowServer(() => {
      over = Math.min(over, performance.now() + 1000);
      return performance.now() < over ? limited : {};
    });
    const decide_rows = Array(40).fill('Help!');
    const result = await ask(one({ decide_rows, decide_input: '' }), { ...server.source, max_retries: 0 });
    expect(result.data).toEqual(decide_rows.map(() => ok(true)));
    expect(server.attempts()).toBeLessThanOrEqual(40 + 5 * 7);
  });

  test('learns from the first one that the server refuses a parameter', async () => {
    const refusal = { param: 'seed', code: 'unsupported_parameter' };
    const { source, requests } = await serving(({ body }) =>
      'seed' in body
        ? { status: 400, body: errorReply("Unsupported parameter: 'seed'.", refusal) }
        : { body: reply(yes(1)) }
    );
    const decide_rows = Array(50).fill('a');
    const query = one({ decide_rows, decide_input: '', additional_decision_parameters: { seed: 1 } });
    expect(await ask(query, source)).toMatchObject({
      metadata: {
        attempts: 51,
        warnings: ['seed (Additional parameters) was left out, because gpt-6-luna refused it.'],
      },
    });
    expect(requests.filter(({ body }) => 'seed' in body)).toHaveLength(1);
  });

  test('gives up what the rows before leave no room for', async () => {
    const { source } = await serving({ body: reply({ type: 'choice', choice: 'x'.repeat(8_000_000) }) });
    const query = one({ decide_rows: Array(30).fill('a'), decide_input: '', decide_concurrency: 1 });
    const { data, metadata } = (await ask(query, source)) as unknown as {
      data: { ok: boolean; error?: object }[];
      metadata: object;
    };
    expect(metadata).toMatchObject({ rows: { ok: 24, failed: 6 }, attempts: 25 });
    expect(data.at(-1)).toEqual({
      ok: false,
      error: {
        message:
          'Rows: the replies to the rows before this one fill the 200 MB that one query may give. Send fewer rows at once or ask for shorter replies.',
        kind: 'output_limit',
        retryable: false,
      },
    });
  });

  test.each([
    [[''], '', 1],
    [['', 'a'], 'yes', 1],
    [[{ note: ' ' }], '', 1, '{note}'],
  ])('says of %j that a row is blank, not Input', async (decide_rows, dry_run, entry, decide_input = '') => {
    expect(await complaint(one({ decide_rows, decide_input, dry_run }))).toBe(
      `Rows: entry ${entry} is blank, or what Input takes of it is. Fill it in, or leave it out of Rows.`
    );
  });

  test('sends the images alone for a row that is blank', async () => {
    const sent = answering(PATH, [{ reply: reply(yes(1)) }]);
    await ask(one({ decide_rows: [''], decide_input: '', decide_images: 'https://example.com/a.png' }));
    expect(sent[0]?.body['input']).toEqual([
      { role: 'user', content: [{ type: 'input_image', image_url: 'https://example.com/a.png' }] },
    ]);
  });

  test('takes 1,000 rows, and sends them themselves when Input is null', async () => {
    const query = one({ decide_rows: Array(1000).fill('a'), decide_input: null, dry_run: 'yes' });
    expect(await ask(query)).toMatchObject({ data: { body: { input: 'a' }, requests: 1000 } });
  });

  test('gives an empty list for one, and shows the first request of many', async () => {
    expect(await ask(one({ decide_rows: [] }))).toEqual({
      status: 'ok',
      data: [],
      metadata: { model: 'gpt-6-luna', attempts: 0, warnings: [], rows: { ok: 0, failed: 0 } },
    });
    const rows = ['a', 'b', 'c'];
    expect((await ask(one({ decide_rows: rows, decide_input: 'Is {row}', dry_run: 'yes' }))).data).toEqual({
      method: 'POST',
      path: '/decisions',
      body: {
        model: 'gpt-6-luna',
        input: 'Is a',
        questions: [{ type: 'predicate', name: 'urgent', instructions: 'It is urgent' }],
      },
      requests: 3,
    });
  });
});
