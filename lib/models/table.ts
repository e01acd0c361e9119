import type { ChatTraits, ImageTraits, Traits, TranscriptionTraits } from './traits';

/*
 * What each known model takes, newest first. Ids and parameters: https://platform.openai.com/docs/models, with the probes of
 * other projects where that is silent (checked 2026-11-26). A model that is not listed is unknown: it gets all that the user
 * typed.
 */

const gpt41: ChatTraits = {
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
const gpt4turbo: ChatTraits = { ...gpt41, json_schema: false };
const gpt35: ChatTraits = { ...gpt4turbo, images: false };
const gpt4: ChatTraits = { ...gpt35, json_object: false };

/** Whether o1 and o3-mini take stop is not known, so it is sent and the API decides. */
const o1: ChatTraits = {
  ...gpt41,
  temperature: 'never',
  max_tokens: false,
  efforts: ['low', 'medium', 'high'],
  defaultEffort: 'medium',
};
const o3: ChatTraits = { ...o1, stop: false };

const gpt5: ChatTraits = {
  ...o3,
  temperature: 'only 1',
  efforts: ['minimal', 'low', 'medium', 'high'],
  verbosity: true,
};
const gpt51: ChatTraits = {
  ...gpt5,
  temperature: 'unless an effort is chosen',
  efforts: ['none', 'low', 'medium', 'high'],
  defaultEffort: 'none',
};
const gpt52: ChatTraits = { ...gpt51, efforts: [...gpt51.efforts, 'xhigh'] };
const gpt54: ChatTraits = { ...gpt52, toolsNeedNoEffort: true };
const gpt55: ChatTraits = { ...gpt54, temperature: 'only with effort none', defaultEffort: 'medium' };
/** Models that always reason. */
const astra: ChatTraits = { ...gpt55, temperature: 'never', efforts: ['low', 'medium', 'high', 'xhigh'] };

/** A model of which only the id is known takes whatever is typed. */
const anyImage: ImageTraits = { purpose: 'image', most: 10 };
const gptImage2: ImageTraits = {
  ...anyImage,
  qualities: ['auto', 'low', 'medium', 'high'],
  backgrounds: ['auto', 'transparent', 'opaque'],
  formats: ['png', 'jpeg', 'webp'],
  moderation: ['auto', 'low'],
};
const gptImage25: ImageTraits = { ...gptImage2, qualities: ['auto', 'low', 'medium', 'high', 'xhigh', 'max'] };
const gptImage1: ImageTraits = { ...gptImage2, sizes: ['auto', '1024x1024', '1536x1024', '1024x1536'] };
const dallE2: ImageTraits = {
  purpose: 'image',
  sizes: ['256x256', '512x512', '1024x1024'],
  qualities: ['standard'],
  backgrounds: [],
  formats: [],
  moderation: [],
  most: 10,
};
const dallE3: ImageTraits = {
  ...dallE2,
  sizes: ['1024x1024', '1792x1024', '1024x1792'],
  qualities: ['standard', 'hd'],
  most: 1,
};

const gpt4oTranscribe: TranscriptionTraits = {
  purpose: 'transcription',
  formats: ['json', 'text'],
  languages: false,
  prompt: true,
  keywords: false,
};

const KNOWN = new Map<string, Traits>([
  ['gpt-6.1-sol', astra],
  ['gpt-6.1-terra', gpt55],
  ['gpt-6-sol', gpt55],
  ['gpt-6-luna', gpt55],
  ['gpt-6-astra', astra],
  ['gpt-5.6-sol', gpt55],
  ['gpt-5.6-terra', gpt55],
  ['gpt-5.6-luna', gpt55],
  ['gpt-5.6', gpt55],
  ['gpt-5.5', gpt55],
  ['gpt-5.4', gpt54],
  ['gpt-5.4-mini', gpt54],
  ['gpt-5.4-nano', gpt54],
  ['gpt-5.2', gpt52],
  ['gpt-5.1', gpt51],
  ['gpt-5', gpt5],
  ['gpt-5-mini', gpt5],
  ['gpt-5-nano', gpt5],
  ['o4-mini', o3],
  ['o3', o3],
  ['o3-mini', { ...o1, images: false }],
  ['o1', o1],
  ['gpt-4.1', gpt41],
  ['gpt-4.1-mini', gpt41],
  ['gpt-4.1-nano', gpt41],
  ['gpt-4o', gpt41],
  // Structured output came with the snapshot after this one.
  ['gpt-4o-2024-05-13', { ...gpt41, json_schema: false }],
  ['gpt-4o-mini', gpt41],
  ['gpt-4-turbo', gpt4turbo],
  ['gpt-4', gpt4],
  ['gpt-3.5-turbo', gpt35],
  ['gpt-image-2.6-sunburst', anyImage],
  ['gpt-image-2.6-flare', anyImage],
  ['gpt-image-2.5-sunburst', gptImage25],
  ['gpt-image-2.5-flare', gptImage25],
  ['gpt-image-2', gptImage2],
  ['gpt-image-1.5', gptImage1],
  ['gpt-image-1', gptImage1],
  ['gpt-image-1-mini', gptImage1],
  ['chatgpt-image-latest', anyImage],
  ['dall-e-3', dallE3],
  ['dall-e-2', dallE2],
  ['text-embedding-3-small', { purpose: 'embedding', size: 1536, dimensions: true }],
  ['text-embedding-3-large', { purpose: 'embedding', size: 3072, dimensions: true }],
  ['text-embedding-ada-002', { purpose: 'embedding', size: 1536, dimensions: false }],
  ['tts-1', { purpose: 'speech' }],
  ['tts-1-hd', { purpose: 'speech' }],
  ['gpt-4o-mini-tts', { purpose: 'speech' }],
  ['gpt-transcribe', { ...gpt4oTranscribe, languages: true, keywords: true }],
  ['gpt-4o-transcribe-diarize', { ...gpt4oTranscribe, formats: ['json', 'text', 'diarized_json'], prompt: false }],
  ['gpt-4o-transcribe', gpt4oTranscribe],
  ['gpt-4o-mini-transcribe', gpt4oTranscribe],
  ['whisper-1', { ...gpt4oTranscribe, formats: ['json', 'text', 'verbose_json', 'srt', 'vtt'] }],
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
export const traitsOf = (id: string): Traits | undefined => KNOWN.get(familyOf(id) ?? id);

/** The ids in the table, newest first. */
export const knownIds = (): readonly string[] => [...KNOWN.keys()];
