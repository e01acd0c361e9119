import { invalid } from '../errors/failure';
import { additionalParameters } from '../form/additional';
import { oneOf, text, wholeNumber } from '../form/values';
import type { JsonObject } from '../json';
import type { ChosenModel } from '../models/chosen-model';
import type { Answers } from '../types';

/** The fields that both image operations have. */
type ImageAnswers = Pick<
  Answers<'image_generation'>,
  | 'size'
  | 'image_count'
  | 'quality'
  | 'background'
  | 'output_format'
  | 'output_compression'
  | 'additional_image_parameters'
>;

type ImageModel = ChosenModel<'image'>;

/** A parameter as it is sent, if it is, and what the user is told about it. */
type Setting<T = string> = { readonly value?: T | undefined; readonly warning?: string };

const FIELDS_FOR = {
  model: 'use Model or Model ID',
  prompt: 'use Prompt',
  n: 'use Number of images',
  stream: 'images are not streamed to an app',
  image: 'use Source images of the operation Edit Image(s)',
  mask: 'use Mask of the operation Edit Image(s)',
};

/**
 * The parameters of a request beside model and prompt: only what the user set and a known model takes. `only` holds what
 * just one of the operations has: a default for the size, and Moderation.
 */
export function imageParameters(
  answers: ImageAnswers,
  model: ImageModel,
  only: { size?: string; moderation?: unknown } = {}
): { parameters: JsonObject; additional: JsonObject; warnings: readonly string[] } {
  const { traits } = model;
  const additional = additionalParameters(answers.additional_image_parameters, FIELDS_FOR);
  const one = (answer: unknown, label: string, values: readonly string[] | undefined) =>
    takenFrom(values, text(answer, label)?.trim(), label, model);
  const background = one(answers.background, 'Background', traits?.backgrounds);
  const output_format = one(answers.output_format, 'Output format', traits?.formats);
  if (background.value === 'transparent' && output_format.value === 'jpeg') {
    throw invalid('Background transparent cannot be kept by Output format JPEG. Choose PNG or WebP.');
  }
  const settings: Readonly<Record<string, Setting<string | number>>> = {
    size: sizeFor(text(answers.size, 'Size (in pixels)')?.trim() ?? only.size, model),
    n: { value: imageCount(answers.image_count, model) },
    quality: one(answers.quality, 'Quality', traits?.qualities),
    background,
    output_format,
    output_compression: compression(answers.output_compression, output_format.value, model),
    moderation: one(only.moderation, 'Moderation', traits?.moderation),
  };
  const set = Object.entries(settings).filter(([, { value }]) => value !== undefined);
  return {
    parameters: {
      ...Object.fromEntries(set.map(([name, { value }]) => [name, value])),
      ...additional,
    },
    additional,
    warnings: Object.values(settings).flatMap(({ warning }) => warning ?? []),
  };
}

/** A value that is in the list; nothing, with a warning, for a model whose list is empty; an error for another value. */
function takenFrom(
  values: readonly string[] | undefined,
  value: string | undefined,
  label: string,
  { id, rules }: ImageModel
): Setting {
  if (value === undefined || !values) return { value };
  if (values.length === 0) return { warning: `${label} was left out, because ${id} does not take it.` };
  if (rules && !values.includes(value)) throw invalid(`${label} must be ${oneOf(values)} for ${id}, not ${value}.`);
  return { value };
}

/** Sizes that ToolJet's documentation promises for GPT Image 1 but its API never took, with the nearest it takes. */
const NEAREST: ReadonlyMap<string, string> = new Map([
  ['1792x1024', '1536x1024'],
  ['1024x1792', '1024x1536'],
]);

function sizeFor(typed: string | undefined, { id, rules }: ImageModel): Setting {
  if (typed === undefined) return {};
  const size = typed.replace(/^(\d+)\s*[x×*]\s*(\d+)$/i, '$1x$2');
  const nearest = rules && id === 'gpt-image-1' ? NEAREST.get(size) : undefined;
  if (nearest) {
    return { value: nearest, warning: `${id} does not draw ${size}, so the nearest size was used: ${nearest}.` };
  }
  if (rules?.sizes && !rules.sizes.includes(size)) {
    throw invalid(`Size (in pixels) must be ${oneOf(rules.sizes)} for ${id}, not ${typed}.`);
  }
  return { value: size };
}

function imageCount(answer: unknown, { id, rules }: ImageModel): number | undefined {
  const count = wholeNumber(answer, 'Number of images', 1, 10);
  const most = rules?.most ?? 10;
  if (count !== undefined && count > most) throw invalid(`Number of images must be ${most} for ${id}, not ${count}.`);
  return count;
}

function compression(answer: unknown, format: string | undefined, { id, traits }: ImageModel): Setting<number> {
  const value = wholeNumber(answer, 'Compression', 0, 100);
  if (value === undefined || !traits?.formats) return { value };
  if (format && format !== 'png') return { value };
  const reason = traits.formats.length > 0 ? 'it needs Output format JPEG or WebP' : `${id} does not take it`;
  return { warning: `Compression was left out, because ${reason}.` };
}
