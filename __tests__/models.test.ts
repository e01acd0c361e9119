import { chosenModel } from '../lib/models/chosen-model';
import { shutdownNews, shutdownOf } from '../lib/models/shutdowns';
import { livingTranscriptionModels, suggestedChatModels } from '../lib/models/suggested';
import { familyOf, knownIds, traitsOf } from '../lib/models/table';
import {
  type ChatTraits,
  type Effort,
  type EmbeddingTraits,
  type ImageTraits,
  takesTemperature,
  type Temperature,
  type Traits,
  type TranscriptFormat,
  type TranscriptionTraits,
} from '../lib/models/traits';

/*
 * Every trait of every known model, written out a second time: a changed trait is a changed request, so it has to be meant.
 * Facts: https://platform.openai.com/docs/models
 */
const takes = (names: string, name: string) => names.split(' ').includes(name);

const chat = (temperature: Temperature, names: string, efforts = '', defaultEffort?: Effort): ChatTraits => ({
  purpose: 'chat',
  temperature,
  stop: takes(names, 'stop'),
  max_tokens: takes(names, 'max_tokens'),
  efforts: efforts.split(' ').filter(Boolean) as Effort[],
  ...(defaultEffort && { defaultEffort }),
  verbosity: takes(names, 'verbosity'),
  images: takes(names, 'images'),
  json_object: takes(names, 'json_object'),
  json_schema: takes(names, 'json_schema'),
  toolsNeedNoEffort: takes(names, 'toolsNeedNoEffort'),
});

const ALL_JSON = 'images json_object json_schema';
const NO_STOP = `verbosity ${ALL_JSON}`;
const NO_TOOLS = `${NO_STOP} toolsNeedNoEffort`;
const OLDER = `stop max_tokens ${ALL_JSON}`;
const NONE_TO_XHIGH = 'none low medium high xhigh';

const CHAT: Readonly<Record<string, ChatTraits>> = {
  'gpt-6.1-sol': chat('never', NO_TOOLS, 'low medium high xhigh', 'medium'),
  'gpt-6.1-terra': chat('only with effort none', NO_TOOLS, NONE_TO_XHIGH, 'medium'),
  'gpt-6-sol': chat('only with effort none', NO_TOOLS, NONE_TO_XHIGH, 'medium'),
  'gpt-6-luna': chat('only with effort none', NO_TOOLS, NONE_TO_XHIGH, 'medium'),
  'gpt-6-astra': chat('never', NO_TOOLS, 'low medium high xhigh', 'medium'),
  'gpt-5.6-sol': chat('only with effort none', NO_TOOLS, NONE_TO_XHIGH, 'medium'),
  'gpt-5.6-terra': chat('only with effort none', NO_TOOLS, NONE_TO_XHIGH, 'medium'),
  'gpt-5.6-luna': chat('only with effort none', NO_TOOLS, NONE_TO_XHIGH, 'medium'),
  'gpt-5.6': chat('only with effort none', NO_TOOLS, NONE_TO_XHIGH, 'medium'),
  'gpt-5.5': chat('only with effort none', NO_TOOLS, NONE_TO_XHIGH, 'medium'),
  'gpt-5.4': chat('unless an effort is chosen', NO_TOOLS, NONE_TO_XHIGH, 'none'),
  'gpt-5.4-mini': chat('unless an effort is chosen', NO_TOOLS, NONE_TO_XHIGH, 'none'),
  'gpt-5.4-nano': chat('unless an effort is chosen', NO_TOOLS, NONE_TO_XHIGH, 'none'),
  'gpt-5.2': chat('unless an effort is chosen', NO_STOP, NONE_TO_XHIGH, 'none'),
  'gpt-5.1': chat('unless an effort is chosen', NO_STOP, 'none low medium high', 'none'),
  'gpt-5': chat('only 1', NO_STOP, 'minimal low medium high', 'medium'),
  'gpt-5-mini': chat('only 1', NO_STOP, 'minimal low medium high', 'medium'),
  'gpt-5-nano': chat('only 1', NO_STOP, 'minimal low medium high', 'medium'),
  'o4-mini': chat('never', ALL_JSON, 'low medium high', 'medium'),
  'o3': chat('never', ALL_JSON, 'low medium high', 'medium'),
  'o3-mini': chat('never', 'stop json_object json_schema', 'low medium high', 'medium'),
  'o1': chat('never', `stop ${ALL_JSON}`, 'low medium high', 'medium'),
  'gpt-4.1': chat('always', OLDER),
  'gpt-4.1-mini': chat('always', OLDER),
  'gpt-4.1-nano': chat('always', OLDER),
  'gpt-4o': chat('always', OLDER),
  'gpt-4o-2024-05-13': chat('always', 'stop max_tokens images json_object'),
  'gpt-4o-mini': chat('always', OLDER),
  'gpt-4-turbo': chat('always', 'stop max_tokens images json_object'),
  'gpt-4': chat('always', 'stop max_tokens'),
  'gpt-3.5-turbo': chat('always', 'stop max_tokens json_object'),
};

/** GPT Image 2 to 2.6 and 1 differ in sizes and qualities only. */
const gptImage = (own: Partial<ImageTraits>): ImageTraits => ({
  purpose: 'image',
  qualities: ['auto', 'low', 'medium', 'high'],
  backgrounds: ['auto', 'transparent', 'opaque'],
  formats: ['png', 'jpeg', 'webp'],
  moderation: ['auto', 'low'],
  most: 10,
  ...own,
});
const dallE = (sizes: string, qualities: string, most: number): ImageTraits => ({
  purpose: 'image',
  sizes: sizes.split(' '),
  qualities: qualities.split(' '),
  backgrounds: [],
  formats: [],
  moderation: [],
  most,
});
const UNTOLD: ImageTraits = { purpose: 'image', most: 10 };
const SIZES_1 = { sizes: ['auto', '1024x1024', '1536x1024', '1024x1536'] };
const QUALITIES_25 = { qualities: ['auto', 'low', 'medium', 'high', 'xhigh', 'max'] };

const IMAGE: Readonly<Record<string, ImageTraits>> = {
  'gpt-image-2.6-sunburst': UNTOLD,
  'gpt-image-2.6-flare': UNTOLD,
  'gpt-image-2.5-sunburst': gptImage(QUALITIES_25),
  'gpt-image-2.5-flare': gptImage(QUALITIES_25),
  'gpt-image-2': gptImage({}),
  'gpt-image-1.5': gptImage(SIZES_1),
  'gpt-image-1': gptImage(SIZES_1),
  'gpt-image-1-mini': gptImage(SIZES_1),
  'chatgpt-image-latest': UNTOLD,
  'dall-e-3': dallE('1024x1024 1792x1024 1024x1792', 'standard hd', 1),
  'dall-e-2': dallE('256x256 512x512 1024x1024', 'standard', 10),
};

const EMBEDDING: Readonly<Record<string, EmbeddingTraits>> = {
  'text-embedding-3-small': { purpose: 'embedding', size: 1536, dimensions: true },
  'text-embedding-3-large': { purpose: 'embedding', size: 3072, dimensions: true },
  'text-embedding-ada-002': { purpose: 'embedding', size: 1536, dimensions: false },
};

const transcription = (formats: string, names: string): TranscriptionTraits => ({
  purpose: 'transcription',
  formats: formats.split(' ') as TranscriptFormat[],
  languages: takes(names, 'languages'),
  prompt: takes(names, 'prompt'),
  keywords: takes(names, 'keywords'),
});

const OTHERS: Readonly<Record<string, Traits>> = {
  'tts-1': { purpose: 'speech' },
  'tts-1-hd': { purpose: 'speech' },
  'gpt-4o-mini-tts': { purpose: 'speech' },
  'gpt-transcribe': transcription('json text', 'languages prompt keywords'),
  'gpt-4o-transcribe-diarize': transcription('json text diarized_json', ''),
  'gpt-4o-transcribe': transcription('json text', 'prompt'),
  'gpt-4o-mini-transcribe': transcription('json text', 'prompt'),
  'whisper-1': transcription('json text verbose_json srt vtt', 'prompt'),
  'omni-moderation-latest': { purpose: 'moderation' },
  'text-moderation-latest': { purpose: 'moderation' },
  'text-moderation-stable': { purpose: 'moderation' },
};

const KNOWN = { ...CHAT, ...IMAGE, ...EMBEDDING, ...OTHERS };

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
  'x-ft:gpt-4o:acme::abc',
  'gpt-4o-2024-08-06-mini',
  'ft:my-model:acme::abc',
  'gpt-image-3',
  'toString',
  '',
];

describe('The table of models', () => {
  test('holds these models, newest first', () => {
    expect(knownIds()).toEqual(Object.keys(KNOWN));
  });

  test.each(Object.entries(KNOWN))('knows all that %s takes', (id, traits) => {
    expect(traitsOf(id)).toEqual(traits);
  });

  test.each([
    ['gpt-4-0613', 'gpt-4'],
    ['gpt-3.5-turbo-0125', 'gpt-3.5-turbo'],
    ['gpt-4o-2024-11-20', 'gpt-4o'],
    ['gpt-4o-2024-05-13', 'gpt-4o-2024-05-13'],
    ['ft:gpt-4o-mini-2024-07-18:acme::abc', 'gpt-4o-mini'],
    ['ft:o4-mini-2025-04-16:acme::abc', 'o4-mini'],
    ['gpt-4o-mini-tts-2025-12-15', 'gpt-4o-mini-tts'],
  ])('knows %s as %s', (id, family) => {
    expect([familyOf(id), traitsOf(id)]).toEqual([family, traitsOf(family)]);
  });

  test.each(UNKNOWN)('does not know %j', (id) => {
    expect([traitsOf(id), familyOf(id), shutdownOf(id), shutdownNews(id)]).toEqual(Array(4).fill(undefined));
  });
});

test.each<[Temperature, string]>([
  ['always', 'plain none low one'],
  ['only 1', 'one'],
  ['unless an effort is chosen', 'plain none one'],
  ['only with effort none', 'none'],
  ['never', ''],
])('a temperature is taken %s: %s', (temperature, expected) => {
  const model = chat(temperature, '');
  const taken = {
    plain: takesTemperature(model, 0.5),
    none: takesTemperature(model, 0.5, 'none'),
    low: takesTemperature(model, 0.5, 'low'),
    one: takesTemperature(model, 1),
  };
  const names = Object.entries(taken).filter(([, yes]) => yes);
  expect(names.map(([name]) => name).join(' ')).toBe(expected);
});

/** The dates OpenAI has announced, and what it names instead: https://platform.openai.com/docs/deprecations */
const SHUTDOWNS: readonly (readonly [string, string, string])[] = [
  ['2025-10-27', 'omni-moderation-latest', 'text-moderation-latest text-moderation-stable'],
  ['2026-05-12', 'gpt-image-2.6-sunburst', 'dall-e-3 dall-e-2'],
  ['2026-10-23', 'gpt-image-2.6-sunburst', 'gpt-image-1'],
  ['2026-10-23', 'gpt-6.1-sol', 'o4-mini o3-mini o1 gpt-4o-2024-05-13 gpt-4-turbo gpt-4'],
  ['2026-10-23', 'gpt-6.1-terra', 'gpt-3.5-turbo'],
  ['2026-10-23', 'gpt-6-luna', 'gpt-4.1-nano'],
  ['2026-12-01', 'gpt-image-2.6-sunburst', 'gpt-image-1.5 chatgpt-image-latest'],
  ['2026-12-01', 'gpt-image-2.6-flare', 'gpt-image-1-mini'],
  ['2026-12-11', 'gpt-6.1-sol', 'gpt-5 o3'],
  ['2026-12-11', 'gpt-6.1-terra', 'gpt-5-mini'],
  ['2026-12-11', 'gpt-6-luna', 'gpt-5-nano'],
  ['2027-01-14', 'gpt-6-luna', 'gpt-4.1 gpt-4.1-mini gpt-4o gpt-4o-mini'],
  ['2027-02-26', 'gpt-transcribe', 'gpt-4o-transcribe-diarize gpt-4o-transcribe gpt-4o-mini-transcribe whisper-1'],
  ['2027-04-01', 'gpt-6.1-sol', 'gpt-5.1'],
  ['2027-04-01', 'gpt-6-luna', 'gpt-5.4-nano'],
];

describe('A shutdown', () => {
  test('is known of these models and no other', () => {
    const announced = SHUTDOWNS.flatMap(([date, replacement, ids]) =>
      ids.split(' ').map((id) => [id, { date, replacement }] as const)
    );
    const known = knownIds().flatMap((id) => (shutdownOf(id) ? [[id, shutdownOf(id)] as const] : []));
    expect(Object.fromEntries(known)).toEqual(Object.fromEntries(announced));
  });

  test('names a model that is known, is for the same purpose and stays', () => {
    for (const [, replacement, ids] of SHUTDOWNS) {
      for (const id of ids.split(' ')) expect(traitsOf(replacement)?.purpose).toBe(traitsOf(id)?.purpose);
      expect(shutdownOf(replacement)).toBeUndefined();
    }
  });

  test('is news from its day on, and no news the day before', () => {
    jest.useFakeTimers({ now: new Date('2026-12-10T23:59:59Z') });
    expect(shutdownNews('gpt-5-2025-08-07')).toBeUndefined();
    jest.setSystemTime(new Date('2026-12-11T00:00:00Z'));
    expect(shutdownNews('gpt-5-2025-08-07')).toBe(
      'OpenAI shut down gpt-5-2025-08-07 on 2026-12-11; choose gpt-6.1-sol or another current model.'
    );
    jest.useRealTimers();
  });
});

test('suggests the two newest chat models that fit and stay', () => {
  expect(suggestedChatModels(() => true)).toBe('such as gpt-6.1-sol or gpt-6.1-terra');
  expect(suggestedChatModels(({ efforts }) => efforts.includes('none'))).toBe('such as gpt-6.1-terra or gpt-6-sol');
});

describe('The model of a query', () => {
  const own = { isOpenAIsOwn: true };
  const other = { isOpenAIsOwn: false };

  test.each([
    ['chat', 'gpt-5.2'],
    ['image', 'gpt-image-2'],
    ['embedding', 'text-embedding-3-small'],
    ['transcription', 'gpt-transcribe'],
    ['moderation', 'omni-moderation-latest'],
  ] as const)('for %s is %s when none is chosen', (purpose, id) => {
    for (const blank of [undefined, null, '', ' ']) {
      expect(chosenModel(blank, blank, purpose, own)).toEqual({ id, traits: traitsOf(id), rules: traitsOf(id) });
    }
  });

  test('is Model ID, else Model, without white space around it, known or not', () => {
    const known = (id: string) => ({ id, traits: traitsOf(id), rules: traitsOf(id) });
    expect(chosenModel(' o3 ', 'gpt-4o', 'chat', own)).toEqual(known('o3'));
    expect(chosenModel(' ', ' gpt-4o\n', 'chat', own)).toEqual(known('gpt-4o'));
    expect(chosenModel('my-model', 'gpt-4o', 'image', own)).toEqual({ id: 'my-model' });
  });

  test('breaks no rule where another server may have anything under its name', () => {
    expect(chosenModel('o3', '', 'chat', other)).toEqual({ id: 'o3', traits: traitsOf('o3') });
    expect(chosenModel('o3', '', 'image', other)).toEqual({ id: 'o3' });
  });

  test.each([
    ['gpt-4o', 'image', 'the operation Chat'],
    ['dall-e-3', 'chat', 'the operation Generate AI Image(s)'],
    ['text-embedding-3-large', 'chat', 'the operation Generate Embedding'],
    ['tts-1', 'chat', 'speech, which this plugin does not offer'],
    ['whisper-1', 'embedding', 'the operation Transcribe audio'],
    ['omni-moderation-latest', 'chat', 'the operation Moderate'],
  ] as const)('cannot be %s for %s, and either field says why', (id, purpose, place) => {
    const problem = (field: string) => `${field} is ${id}, which is for ${place}. Choose another model in ${field}.`;
    expect(() => chosenModel(undefined, id, purpose, own)).toThrow(problem('Model'));
    expect(() => chosenModel(id, undefined, purpose, own)).toThrow(problem('Model ID'));
  });

  test.each([
    [['o3'], 'o3', 'Model ID must be one text, not a list.'],
    [undefined, ['o3'], 'Model must be one text, not a list.'],
  ])('%j or %j is refused by the name of its field', (custom, chosen, problem) => {
    expect(() => chosenModel(custom, chosen, 'chat', own)).toThrow(problem);
  });
});

test('transcription models that live are named with their last day, where one is announced', () => {
  expect(livingTranscriptionModels(() => true)).toEqual(expect.arrayContaining(['gpt-transcribe']) as string[]);
});
