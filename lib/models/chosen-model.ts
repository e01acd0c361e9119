import { invalid } from '../errors/failure';
import { text } from '../form/values';
import { traitsOf } from './table';
import type { Traits } from './traits';

/** The model of a query. */
export type ChosenModel<P extends Traits['purpose']> = {
  readonly id: string;
  /** What a model of this name takes, where it is known: what it does not take is left out with a warning, on every server. */
  readonly traits: Extract<Traits, { purpose: P }> | undefined;
  /** The same at OpenAI's own server, where nothing else can have this name: what breaks it is refused before it is sent. */
  readonly rules: Extract<Traits, { purpose: P }> | undefined;
};

/** Where a model that was made for something else belongs. */
const PLACES: Record<Traits['purpose'], string> = {
  chat: 'the operation Chat',
  image: 'the operation Generate AI Image(s)',
  embedding: 'the operation Generate Embedding',
  speech: 'speech, which this plugin does not offer',
  transcription: 'the operation Transcribe audio',
  moderation: 'the operation Moderate',
};

/** The model for each purpose when none is chosen. */
const DEFAULTS = {
  chat: 'gpt-5.2',
  image: 'gpt-image-2',
  embedding: 'text-embedding-3-small',
  transcription: 'gpt-transcribe',
  moderation: 'omni-moderation-latest',
};

/** The one model that decides, which chats as well. */
export const DECISION_MODEL = 'gpt-6-luna';

/**
 * Model ID if filled, else Model, else `preset`, the default for the purpose. Throws when it is known to be made for another purpose, as happens when
 * Operation is changed and the hidden Model of the operation before is still saved; another server than OpenAI's own may have
 * any model under any name.
 */
export function chosenModel<P extends keyof typeof DEFAULTS>(
  custom: unknown,
  chosen: unknown,
  purpose: P,
  { isOpenAIsOwn }: { readonly isOpenAIsOwn: boolean },
  preset: string = DEFAULTS[purpose]
): ChosenModel<P> {
  const typed = text(custom, 'Model ID')?.trim();
  const id = typed ?? text(chosen, 'Model')?.trim() ?? preset;
  const traits = traitsOf(id);
  if (isFor(traits, purpose)) return { id, traits, rules: isOpenAIsOwn ? traits : undefined };
  if (isOpenAIsOwn) {
    const field = typed === undefined ? 'Model' : 'Model ID';
    throw invalid(`${field} is ${id}, which is for ${PLACES[traits.purpose]}. Choose another model in ${field}.`);
  }
  return { id, traits: undefined, rules: undefined };
}

/** Whether the model is for that purpose, as far as is known. */
const isFor = <P extends Traits['purpose']>(
  traits: Traits | undefined,
  purpose: P
): traits is Extract<Traits, { purpose: P }> | undefined => traits === undefined || traits.purpose === purpose;
