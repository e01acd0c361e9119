/*
 * What each known model takes. Ids, parameters and dates: https://platform.openai.com/docs/models and
 * https://platform.openai.com/docs/deprecations, with the probes of other projects where those are silent
 * (checked 2026-11-22). A model that is not listed is unknown: it gets all that the user typed.
 */

/** When a chat model takes a temperature. */
type Temperature = 'always' | 'only 1' | 'unless an effort is chosen' | 'only with effort none' | 'never';

export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
export type Effort = (typeof EFFORTS)[number];

export type ChatModel = {
  readonly purpose: 'chat';
  readonly temperature: Temperature;
  readonly stop: boolean;
  readonly max_tokens: boolean;
  /** The reasoning efforts it offers; none at all when it takes no reasoning_effort. */
  readonly efforts: readonly Effort[];
  /** The effort it makes when none is sent. */
  readonly defaultEffort?: Effort;
  readonly verbosity: boolean;
  readonly images: boolean;
  readonly json_object: boolean;
  readonly json_schema: boolean;
  /** Whether it takes function tools only with the effort none. */
  readonly toolsNeedNoEffort: boolean;
};

/** What an image model takes. A list holds all values of a parameter, an empty one says it lacks the parameter. */
export type ImageModel = {
  readonly purpose: 'image';
  readonly sizes?: readonly string[];
  readonly qualities?: readonly string[];
  readonly backgrounds?: readonly string[];
  readonly formats?: readonly string[];
  readonly moderation?: readonly string[];
  /** The most images of one request. */
  readonly most: number;
};

/** `size` is how many numbers its vectors have when Dimensions is not set. */
type EmbeddingModel = { readonly purpose: 'embedding'; readonly size: number; readonly dimensions: boolean };

type OtherModel = { readonly purpose: 'speech' | 'transcription' | 'moderation' };

export type Model = ChatModel | ImageModel | EmbeddingModel | OtherModel;

const gpt41: ChatModel = {
  purpose: 'chat',
  temperature: 'always',
  stop: true,
  max_tokens: true,
  efforts: [],
  verbosity: false,
  images: true,
  json_object: true,
  json_schema: true,
  toolsNeedNoEffort: false,
};
const gpt4turbo: ChatModel = { ...gpt41, json_schema: false };
const gpt35: ChatModel = { ...gpt4turbo, images: false };
const gpt4: ChatModel = { ...gpt35, json_object: false };

/** Whether o1 and o3-mini take stop is not known, so it is sent and the API decides. */
const o1: ChatModel = {
  ...gpt41,
  temperature: 'never',
  max_tokens: false,
  efforts: ['low', 'medium', 'high'],
  defaultEffort: 'medium',
};
const o3: ChatModel = { ...o1, stop: false };

const gpt5: ChatModel = {
  ...o3,
  temperature: 'only 1',
  efforts: ['minimal', 'low', 'medium', 'high'],
  verbosity: true,
};
const gpt51: ChatModel = {
  ...gpt5,
  temperature: 'unless an effort is chosen',
  efforts: ['none', 'low', 'medium', 'high'],
  defaultEffort: 'none',
};
const gpt52: ChatModel = { ...gpt51, efforts: [...gpt51.efforts, 'xhigh'] };
const gpt54: ChatModel = { ...gpt52, toolsNeedNoEffort: true };
const gpt55: ChatModel = { ...gpt54, temperature: 'only with effort none', defaultEffort: 'medium' };
/** Models that always reason. */
const astra: ChatModel = { ...gpt55, temperature: 'never', efforts: ['low', 'medium', 'high', 'xhigh'] };

/** A model of which only the id is known takes whatever is typed. */
const anyImage: ImageModel = { purpose: 'image', most: 10 };
const gptImage2: ImageModel = {
  ...anyImage,
  qualities: ['auto', 'low', 'medium', 'high'],
  backgrounds: ['auto', 'transparent', 'opaque'],
  formats: ['png', 'jpeg', 'webp'],
  moderation: ['auto', 'low'],
};
const gptImage25: ImageModel = { ...gptImage2, qualities: ['auto', 'low', 'medium', 'high', 'xhigh', 'max'] };
const gptImage1: ImageModel = { ...gptImage2, sizes: ['auto', '1024x1024', '1536x1024', '1024x1536'] };
const dallE2: ImageModel = {
  purpose: 'image',
  sizes: ['256x256', '512x512', '1024x1024'],
  qualities: ['standard'],
  backgrounds: [],
  formats: [],
  moderation: [],
  most: 10,
};
const dallE3: ImageModel = {
  ...dallE2,
  sizes: ['1024x1024', '1792x1024', '1024x1792'],
  qualities: ['standard', 'hd'],
  most: 1,
};

const KNOWN = new Map<string, Model>([
  ['gpt-3.5-turbo', gpt35],
  ['gpt-4', gpt4],
  ['gpt-4-turbo', gpt4turbo],
  ['gpt-4o', gpt41],
  // Structured output came with the snapshot after this one.
  ['gpt-4o-2024-05-13', { ...gpt41, json_schema: false }],
  ['gpt-4o-mini', gpt41],
  ['gpt-4.1', gpt41],
  ['gpt-4.1-mini', gpt41],
  ['gpt-4.1-nano', gpt41],
  ['o1', o1],
  ['o3-mini', { ...o1, images: false }],
  ['o3', o3],
  ['o4-mini', o3],
  ['gpt-5', gpt5],
  ['gpt-5-mini', gpt5],
  ['gpt-5-nano', gpt5],
  ['gpt-5.1', gpt51],
  ['gpt-5.2', gpt52],
  ['gpt-5.4', gpt54],
  ['gpt-5.4-mini', gpt54],
  ['gpt-5.4-nano', gpt54],
  ['gpt-5.5', gpt55],
  ['gpt-5.6', gpt55],
  ['gpt-5.6-sol', gpt55],
  ['gpt-5.6-terra', gpt55],
  ['gpt-5.6-luna', gpt55],
  ['gpt-6-sol', gpt55],
  ['gpt-6-luna', gpt55],
  ['gpt-6-astra', astra],
  ['gpt-6.1-sol', astra],
  ['gpt-6.1-terra', gpt55],
  ['dall-e-2', dallE2],
  ['dall-e-3', dallE3],
  ['gpt-image-1', gptImage1],
  ['gpt-image-1-mini', gptImage1],
  ['gpt-image-1.5', gptImage1],
  ['gpt-image-2', gptImage2],
  ['gpt-image-2.5-sunburst', gptImage25],
  ['gpt-image-2.5-flare', gptImage25],
  ['gpt-image-2.6-sunburst', anyImage],
  ['gpt-image-2.6-flare', anyImage],
  ['chatgpt-image-latest', anyImage],
  ['text-embedding-3-small', { purpose: 'embedding', size: 1536, dimensions: true }],
  ['text-embedding-3-large', { purpose: 'embedding', size: 3072, dimensions: true }],
  ['text-embedding-ada-002', { purpose: 'embedding', size: 1536, dimensions: false }],
  ['tts-1', { purpose: 'speech' }],
  ['tts-1-hd', { purpose: 'speech' }],
  ['gpt-4o-mini-tts', { purpose: 'speech' }],
  ['whisper-1', { purpose: 'transcription' }],
  ['gpt-transcribe', { purpose: 'transcription' }],
  ['gpt-4o-transcribe', { purpose: 'transcription' }],
  ['gpt-4o-mini-transcribe', { purpose: 'transcription' }],
  ['gpt-4o-transcribe-diarize', { purpose: 'transcription' }],
  ['omni-moderation-latest', { purpose: 'moderation' }],
  ['text-moderation-latest', { purpose: 'moderation' }],
  ['text-moderation-stable', { purpose: 'moderation' }],
]);

/** The known model an id stands for: the id itself, a dated snapshot of it, or a fine-tune of either. */
export function familyOf(id: string): string | undefined {
  const base = /^ft:([^:]+):/.exec(id)?.[1] ?? id;
  return [base, base.replace(/-(\d{4}-\d{2}-\d{2}|\d{4})$/, '')].find((name) => KNOWN.has(name));
}

/** What is known of a model, or undefined when it is unknown. */
export const modelOf = (id: string): Model | undefined => KNOWN.get(familyOf(id) ?? id);

/** What is known of a chat model; undefined for unknown models and for those made for something else. */
export function chatModel(id: string): ChatModel | undefined {
  const model = modelOf(id);
  return model?.purpose === 'chat' ? model : undefined;
}

/** What is known of an image model; undefined for unknown models and for those made for something else. */
export function imageModel(id: string): ImageModel | undefined {
  const model = modelOf(id);
  return model?.purpose === 'image' ? model : undefined;
}

/** What is known of an embedding model; undefined for unknown models and for those made for something else. */
export function embeddingModel(id: string): EmbeddingModel | undefined {
  const model = modelOf(id);
  return model?.purpose === 'embedding' ? model : undefined;
}

/** Whether the model takes this temperature when this reasoning effort goes out with it (undefined: none is sent). */
export function takesTemperature(model: ChatModel, temperature: number, effort?: Effort): boolean {
  const rules: Record<Temperature, boolean> = {
    'always': true,
    'only 1': temperature === 1,
    'unless an effort is chosen': effort === undefined || effort === 'none',
    'only with effort none': effort === 'none',
    'never': false,
  };
  return rules[model.temperature];
}

type Shutdown = { readonly date: string; readonly replacement: string };

const shutdown = (date: string, replacement: string, ...ids: string[]) =>
  ids.map((id): [string, Shutdown] => [id, { date, replacement }]);

/** Shutdown dates OpenAI has announced, with the model it names instead; an id here covers its snapshots. */
const SHUTDOWNS = new Map<string, Shutdown>([
  ...shutdown('2026-10-23', 'gpt-5.6-sol', 'gpt-4', 'gpt-4-turbo', 'gpt-4o-2024-05-13', 'o1', 'o3-mini', 'o4-mini'),
  ...shutdown('2026-10-23', 'gpt-5.6-terra', 'gpt-3.5-turbo'),
  ...shutdown('2026-10-23', 'gpt-5.6-luna', 'gpt-4.1-nano'),
  ...shutdown('2026-12-11', 'gpt-5.6-sol', 'gpt-5', 'o3'),
  ...shutdown('2026-12-11', 'gpt-5.6-terra', 'gpt-5-mini'),
  ...shutdown('2026-12-11', 'gpt-5.6-luna', 'gpt-5-nano'),
  ...shutdown('2027-01-14', 'gpt-5.6-sol', 'gpt-4.1', 'gpt-4o'),
  ...shutdown('2027-01-14', 'gpt-5.6-terra', 'gpt-4.1-mini', 'gpt-4o-mini'),
  ...shutdown('2027-04-01', 'gpt-5.6-sol', 'gpt-5.1'),
  ...shutdown('2027-04-01', 'gpt-5.6-luna', 'gpt-5.4-nano'),
  ...shutdown('2026-05-12', 'gpt-image-2', 'dall-e-2', 'dall-e-3'),
  ...shutdown('2026-10-23', 'gpt-image-2', 'gpt-image-1'),
  ...shutdown('2026-12-01', 'gpt-image-2', 'gpt-image-1-mini', 'gpt-image-1.5', 'chatgpt-image-latest'),
]);

/** When OpenAI shuts a model down (YYYY-MM-DD) and which model to use instead; undefined when nothing is announced. */
export const shutdownOf = (id: string): Shutdown | undefined => SHUTDOWNS.get(familyOf(id) ?? id);
