/** When a chat model takes a temperature. */
export type Temperature = 'always' | 'only 1' | 'unless an effort is chosen' | 'only with effort none' | 'never';

export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
export type Effort = (typeof EFFORTS)[number];

/** The efforts of the Responses API: `max` exists there alone, and no list says which models take it. */
export const EFFORTS_OF_RESPONSES = [...EFFORTS, 'max'] as const;
export type EffortOfResponses = (typeof EFFORTS_OF_RESPONSES)[number];

/** What a chat model takes. */
export type ChatTraits = {
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
export type ImageTraits = {
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
export type EmbeddingTraits = { readonly purpose: 'embedding'; readonly size: number; readonly dimensions: boolean };

/** How a transcript may come: https://platform.openai.com/docs/api-reference/audio/createTranscription */
export type TranscriptFormat = 'json' | 'text' | 'verbose_json' | 'diarized_json' | 'srt' | 'vtt';

/** What a transcription model takes. */
export type TranscriptionTraits = {
  readonly purpose: 'transcription';
  readonly formats: readonly TranscriptFormat[];
  /** Whether it takes several languages, and one only among them. */
  readonly languages: boolean;
  readonly prompt: boolean;
  readonly keywords: boolean;
};

type OtherTraits = { readonly purpose: 'speech' | 'moderation' };

/** What is known of a model; `purpose` tells which parameters the others are. */
export type Traits = ChatTraits | ImageTraits | EmbeddingTraits | TranscriptionTraits | OtherTraits;

/** Whether the model takes this temperature when this reasoning effort goes out with it (undefined: none is sent). */
export function takesTemperature(model: ChatTraits, temperature: number, effort?: EffortOfResponses): boolean {
  const rules: Record<Temperature, boolean> = {
    'always': true,
    'only 1': temperature === 1,
    'unless an effort is chosen': effort === undefined || effort === 'none',
    'only with effort none': effort === 'none',
    'never': false,
  };
  return rules[model.temperature];
}
