import { invalid } from '../errors/failure';
import { type Model, modelOf } from './table';
import { text } from '../form/values';

/** Where a model that was made for something else belongs. */
const PLACES: Record<Model['purpose'], string> = {
  chat: 'the operation Chat',
  image: 'the operation Generate AI Image(s)',
  embedding: 'the operation Generate Embedding',
  speech: 'speech, which this plugin does not offer',
  transcription: 'transcription, which this plugin does not offer',
  moderation: 'moderation, which this plugin does not offer',
};

/** The model for each purpose when none is chosen. */
const DEFAULTS = { chat: 'gpt-5.2', image: 'gpt-image-2', embedding: 'text-embedding-3-small' };

/**
 * The model of a query: Model ID if filled, else Model, else the default. Throws when it is known to be made for another
 * purpose, as happens when Operation is changed and the hidden Model of the operation before is still saved.
 */
export function chosenModel(custom: unknown, chosen: unknown, purpose: keyof typeof DEFAULTS): string {
  const typed = text(custom, 'Model ID')?.trim();
  const model = typed ?? text(chosen, 'Model')?.trim() ?? DEFAULTS[purpose];
  const known = modelOf(model);
  if (known && known.purpose !== purpose) {
    const field = typed === undefined ? 'Model' : 'Model ID';
    throw invalid(`${field} is ${model}, which is for ${PLACES[known.purpose]}. Choose another model in ${field}.`);
  }
  return model;
}
