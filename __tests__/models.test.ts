import {
  chatModel,
  embeddingModel,
  familyOf,
  imageModel,
  modelOf,
  shutdownOf,
  takesTemperature,
} from '../lib/models/table';

/** What each model takes, as measured or documented: temperature without effort, with none, with low; 1; stop; max_tokens. */
const CHAT: readonly [string, string][] = [
  ['gpt-3.5-turbo-0125', 'plain none low one stop max_tokens'],
  ['gpt-4', 'plain none low one stop max_tokens'],
  ['gpt-4-0613', 'plain none low one stop max_tokens'],
  ['gpt-4-turbo-2024-04-09', 'plain none low one stop max_tokens'],
  ['gpt-4o', 'plain none low one stop max_tokens'],
  ['gpt-4o-2024-11-20', 'plain none low one stop max_tokens'],
  ['gpt-4o-mini', 'plain none low one stop max_tokens'],
  ['ft:gpt-4o-mini-2024-07-18:acme::abc', 'plain none low one stop max_tokens'],
  ['gpt-4.1', 'plain none low one stop max_tokens'],
  ['gpt-4.1-mini', 'plain none low one stop max_tokens'],
  ['gpt-4.1-nano', 'plain none low one stop max_tokens'],
  ['o1', 'stop'],
  ['o1-2024-12-17', 'stop'],
  ['o3-mini', 'stop'],
  ['o3', ''],
  ['o4-mini-2025-04-16', ''],
  ['ft:o4-mini-2025-04-16:acme::abc', ''],
  ['gpt-5', 'one'],
  ['gpt-5-mini-2025-08-07', 'one'],
  ['gpt-5-nano', 'one'],
  ['gpt-5.1', 'plain none one'],
  ['gpt-5.2', 'plain none one'],
  ['gpt-5.2-2025-12-11', 'plain none one'],
  ['gpt-5.4', 'plain none one'],
  ['gpt-5.4-mini', 'plain none one'],
  ['gpt-5.4-nano', 'plain none one'],
  ['gpt-5.5', 'none'],
  ['gpt-5.5-2026-04-23', 'none'],
  ['gpt-5.6', 'none'],
  ['gpt-5.6-sol', 'none'],
  ['gpt-5.6-terra', 'none'],
  ['gpt-5.6-luna', 'none'],
  ['gpt-6-sol', 'none'],
  ['gpt-6-luna', 'none'],
  ['gpt-6.1-terra', 'none'],
  ['gpt-6-astra', ''],
  ['gpt-6.1-sol', ''],
];

const UNKNOWN = [
  'gpt-7',
  'gpt-99',
  'gpt-5.99',
  'o5',
  'o99',
  'my-gpt-4o',
  'openai/gpt-5.2',
  'GPT-4o',
  'gpt-4o-latest',
  'gpt-4o-20241120',
  'gpt-5.1-mini',
  'gpt-5-pro',
  'gpt-5.2-codex',
  'ft:gpt-4o-mini',
  'ft:my-model:acme::abc',
  'gpt-image-3',
  'toString',
  '',
];

describe('The table of models', () => {
  test.each(CHAT)('%s takes: %s', (id, takes) => {
    const model = chatModel(id);
    if (!model) throw new Error(`${id} is not known`);
    const taken = {
      plain: takesTemperature(model, 0.5),
      none: takesTemperature(model, 0.5, 'none'),
      low: takesTemperature(model, 0.5, 'low'),
      one: takesTemperature(model, 1),
      stop: model.stop,
      max_tokens: model.max_tokens,
    };
    const names = Object.entries(taken).filter(([, yes]) => yes);
    expect(names.map(([name]) => name).join(' ')).toBe(takes);
  });

  test.each(UNKNOWN)('does not know %j', (id) => {
    expect([modelOf(id), familyOf(id), chatModel(id), imageModel(id), embeddingModel(id), shutdownOf(id)]).toEqual(
      Array(6).fill(undefined)
    );
  });

  test('tells models of one purpose from those of another', () => {
    expect(chatModel('dall-e-3')).toBeUndefined();
    expect(imageModel('gpt-4o')).toBeUndefined();
    expect(embeddingModel('gpt-4o')).toBeUndefined();
    expect(modelOf('gpt-4o-transcribe')).toEqual({ purpose: 'transcription' });
    expect(modelOf('omni-moderation-2024-09-26')).toEqual(undefined);
    expect(modelOf('gpt-4o-mini-tts-2025-12-15')).toEqual({ purpose: 'speech' });
  });

  test('names a replacement that is not itself being shut down', () => {
    for (const id of ['gpt-4', 'gpt-3.5-turbo-0125', 'gpt-4.1-nano', 'o3', 'gpt-4o-mini', 'gpt-5.1', 'dall-e-3']) {
      const { replacement = '' } = shutdownOf(id) ?? {};
      expect(modelOf(replacement)).toBeDefined();
      expect(shutdownOf(replacement)).toBeUndefined();
    }
  });
});
