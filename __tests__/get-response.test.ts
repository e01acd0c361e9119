import { answering, ask, askInVain, askWithEveryField, complaint, hurried } from './support/openai';
import { serving } from './support/server';

const PATH = '/v1/responses/resp_1';
const get = (more: object = {}) => ({ operation: 'get_response', response_id: 'resp_1', ...more });
const done = {
  id: 'resp_1',
  status: 'completed',
  model: 'gpt-5.2-2025-12-11',
  text: { format: { type: 'json_schema', name: 'result_list' } },
  output: [{ type: 'message', content: [{ type: 'output_text', text: '{"items":[1]}', annotations: [] }] }],
};
const going = { id: 'resp_1', status: 'in_progress', model: 'gpt-5.2-2025-12-11', output: [] };
const ANSWER = { content: '{"items":[1]}', json: [1], sources: [], response_id: 'resp_1', status: 'completed' };

describe('Get response', () => {
  test('sends what the form says and gives the answer as Ask would have', async () => {
    const sent = answering(`GET ${PATH}`, [{ reply: done }]);
    const filled = {
      response_id: ' resp_1 ',
      response_wait: 'no',
      response_action: 'get',
      output: 'reply',
      dry_run: 'no',
    };
    expect(await askWithEveryField('get_response', filled)).toEqual({
      status: 'ok',
      data: ANSWER,
      metadata: { model: 'gpt-5.2-2025-12-11', request_id: 'req_1', attempts: 1, warnings: [] },
    });
    const { searchParams } = new URL(sent[0]?.uri ?? '', 'https://x.example.com');
    expect([...searchParams.values()]).toEqual(['web_search_call.action.sources', 'file_search_call.results']);
  });

  test('is no failure while it goes on, so that an app can ask again with a timer', async () => {
    answering(`GET ${PATH}`, [{ reply: going }]);
    expect((await ask(get())).data).toEqual({
      content: null,
      sources: [],
      response_id: 'resp_1',
      status: 'in_progress',
    });
  });

  test('waits in growing pauses until it is done', async () => {
    const { source, requests } = await serving(({ method }, index) => ({
      body: index < 6 ? { ...going, status: index % 2 ? 'queued' : 'in_progress' } : { ...done, method },
    }));
    const { outcome, waits } = await hurried(() => ask(get({ response_wait: 'yes' }), source));
    expect(outcome.data).toEqual(ANSWER);
    expect(waits).toEqual([2000, 3000, 4500, 6750, 10_000, 10_000]);
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  test('waits until shortly before the time is up, and then tells how it stands', async () => {
    const { source, attempts } = await serving({ body: going });
    const { data } = await ask(get({ response_wait: 'yes', query_timeout: 5000 }), source);
    expect(data).toMatchObject({ content: null, status: 'in_progress' });
    expect(attempts()).toBe(2);
  });

  test('asks once at least, however short the time is', async () => {
    answering(`GET ${PATH}`, [{ reply: going }]);
    const { data } = await ask(get({ response_wait: 'yes', query_timeout: 1500 }));
    expect(data).toMatchObject({ status: 'in_progress' });
  });

  test('cancels what goes on', async () => {
    const sent = answering(`${PATH}/cancel`, [{ reply: { ...going, status: 'cancelled' } }]);
    const { data } = await ask(get({ response_action: 'cancel' }));
    expect(data).toEqual({ content: null, sources: [], response_id: 'resp_1', status: 'cancelled' });
    expect(sent).toHaveLength(1);
  });

  test.each([400, 409])('gives what was finished before it could be cancelled (%i)', async (status) => {
    answering(`${PATH}/cancel`, [{ status, reply: { error: { message: 'Cannot cancel a completed response.' } } }]);
    answering(`GET ${PATH}`, [{ reply: done }]);
    expect((await ask(get({ response_action: 'cancel' }))).data).toEqual(ANSWER);
  });

  test.each([400, 409])('warns of what the server does not cancel and what goes on (%i)', async (status) => {
    answering(`${PATH}/cancel`, [{ status, reply: { error: { message: 'It may not be cancelled.' } } }]);
    answering(`GET ${PATH}`, [{ reply: going }]);
    expect(await ask(get({ response_action: 'cancel' }))).toMatchObject({
      data: { content: null, status: 'in_progress' },
      metadata: {
        warnings: [
          'The response was not cancelled: It may not be cancelled. Check the fields of the query against what the message says.',
          'The answer is not there yet: fetch it with the operation Get response.',
        ],
      },
    });
  });

  test('gives what the API gives for one that was finished', async () => {
    answering(`${PATH}/cancel`, [{ reply: done }]);
    expect((await ask(get({ response_action: 'cancel' }))).data).toEqual(ANSWER);
  });

  test('fails when cancelling does', async () => {
    answering(`${PATH}/cancel`, [{ status: 401, reply: { error: { message: 'No key.' } } }]);
    expect((await askInVain(get({ response_action: 'cancel' }))).data['kind']).toBe('authentication');
  });

  test('fails for what was cancelled', async () => {
    answering(`GET ${PATH}`, [{ reply: { ...going, status: 'cancelled' } }]);
    expect((await askInVain(get())).description).toBe('The response was cancelled.');
  });

  test('says what may be wrong about an id that is not there', async () => {
    const message = "Response with id 'resp_1' not found.";
    answering(`GET ${PATH}`, [{ status: 404, reply: { error: { message } } }]);
    expect((await askInVain(get())).description).toBe(
      `${message} Check Response ID: replies are kept 30 days, and not at all with store false, and belong to the project of the API key.`
    );
  });

  test('shows the request in a dry run', async () => {
    expect((await ask(get({ response_action: 'cancel', dry_run: 'yes' }))).data).toEqual({
      method: 'POST',
      path: '/responses/resp_1/cancel',
      requests: 1,
    });
  });

  test.each([
    [{ response_id: '' }, 'Response ID is empty. Bind the response_id of a query, such as resp_abc123.'],
    [{ response_id: '../models' }, 'Response ID must hold ids of letters, digits, _ and -, not "../models".'],
    [{ response_id: 'resp_1?x' }, 'Response ID must hold ids of letters, digits, _ and -, not "resp_1?x".'],
    [{ response_id: ['resp_1'] }, 'Response ID takes one id, not a list. Bind one of its elements.'],
    [
      { response_id: { content: null, response_id: 'resp_1' } },
      'Response ID is an object. Bind its response_id alone, at the end of {{…}}.',
    ],
    [
      { response_id: { data: { response_id: 'resp_1' } } },
      'Response ID is an object. Bind its data.response_id alone, at the end of {{…}}.',
    ],
    [{ response_id: { a: 1 } }, 'Response ID must hold ids of letters, digits, _ and -, not {"a":1}.'],
    [{ response_wait: 'maybe' }, 'Wait for it must be no or yes, not "maybe".'],
    [{ response_action: 'stop' }, 'Action must be get or cancel, not "stop".'],
  ])('refuses %j before anything is sent', async (more, problem) => {
    expect(await complaint(get(more))).toBe(problem);
  });
});
