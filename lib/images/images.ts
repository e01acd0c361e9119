import { additionalParameters } from '../form/additional';
import type { Connection } from '../http/connection';
import { invalid } from '../errors/failure';
import { mediaType } from '../form/files';
import { imageModel, type ImageModel } from '../models/table';
import { type Reply, unusable, usageOf } from '../http/reply';
import type { Answers, JsonObject, Usage } from '../types';
import { isObject, oneOf, text, wholeNumber } from '../form/values';

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
  model: string,
  only: { size?: string; moderation?: unknown } = {}
): { parameters: JsonObject; warnings: string[] } {
  const known = imageModel(model);
  const warnings: string[] = [];
  const size = sizeFor(model, known, text(answers.size, 'Size (in pixels)')?.trim() ?? only.size, warnings);
  const one = (answer: unknown, label: string, list: readonly string[] | undefined) =>
    takenFrom(text(answer, label)?.trim(), label, list, model, warnings);
  const background = one(answers.background, 'Background', known?.backgrounds);
  const output_format = one(answers.output_format, 'Output format', known?.formats);
  if (background === 'transparent' && output_format === 'jpeg') {
    throw invalid('Background transparent cannot be kept by Output format JPEG. Choose PNG or WebP.');
  }
  const parameters = {
    size,
    n: imageCount(answers.image_count, model, known),
    quality: one(answers.quality, 'Quality', known?.qualities),
    background,
    output_format,
    output_compression: compression(answers.output_compression, output_format, model, known, warnings),
    moderation: one(only.moderation, 'Moderation', known?.moderation),
  };
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const additional = additionalParameters(answers.additional_image_parameters, FIELDS_FOR);
  return { parameters: { ...Object.fromEntries(set), ...additional }, warnings };
}

/** A value that is in the list; nothing, with a warning, for a model whose list is empty; an error for another value. */
function takenFrom(
  value: string | undefined,
  label: string,
  list: readonly string[] | undefined,
  model: string,
  warnings: string[]
): string | undefined {
  if (value === undefined || !list) return value;
  if (list.length === 0) {
    warnings.push(`${label} was left out, because ${model} does not take it.`);
    return undefined;
  }
  if (!list.includes(value)) throw invalid(`${label} must be ${oneOf(list)} for ${model}, not ${value}.`);
  return value;
}

/** Sizes that ToolJet's documentation promises for GPT Image 1 but its API never took, with the nearest it takes. */
const NEAREST: ReadonlyMap<string, string> = new Map([
  ['1792x1024', '1536x1024'],
  ['1024x1792', '1024x1536'],
]);

function sizeFor(
  model: string,
  known: ImageModel | undefined,
  typed: string | undefined,
  warnings: string[]
): string | undefined {
  if (typed === undefined) return undefined;
  const [, width, height] = /^(\d+)\s*[x×*]\s*(\d+)$/i.exec(typed) ?? [];
  const size = width && height ? `${width}x${height}` : typed;
  const nearest = model === 'gpt-image-1' ? NEAREST.get(size) : undefined;
  if (nearest) {
    warnings.push(`${model} does not draw ${size}, so the nearest size was used: ${nearest}.`);
    return nearest;
  }
  if (known?.sizes && !known.sizes.includes(size)) {
    throw invalid(`Size (in pixels) must be ${oneOf(known.sizes)} for ${model}, not ${typed}.`);
  }
  return size;
}

function imageCount(answer: unknown, model: string, known: ImageModel | undefined): number | undefined {
  const count = wholeNumber(answer, 'Number of images', 1, 10);
  const most = known?.most ?? 10;
  if (count !== undefined && count > most)
    throw invalid(`Number of images must be ${most} for ${model}, not ${count}.`);
  return count;
}

function compression(
  answer: unknown,
  format: string | undefined,
  model: string,
  known: ImageModel | undefined,
  warnings: string[]
): number | undefined {
  const percent = wholeNumber(answer, 'Compression', 0, 100);
  if (percent === undefined || !known?.formats) return percent;
  if (known.formats.length > 0 && format && format !== 'png') return percent;
  const reason = known.formats.length > 0 ? 'it needs Output format JPEG or WebP' : `${model} does not take it`;
  warnings.push(`Compression was left out, because ${reason}.`);
  return undefined;
}

/** One image of a result; `mime_type` is that of its bytes, so links have none. */
type Image = { url: string; mime_type?: string; size?: string; revised_prompt?: string };

/** Output above this is slow in a browser, which holds it twice. */
const LARGE_BYTES = 25 * 1024 * 1024;

/** The images of a reply, ready to bind: links as they are, base64 as data URIs. */
export function imageData(
  connection: Connection,
  reply: Reply
): { data: { url: string; images: Image[]; b64_json?: string; usage?: Usage }; warnings: string[] } {
  const { data, output_format: format, size } = reply.body;
  const items: JsonObject[] = Array.isArray(data) ? data.filter(isObject) : [];
  const images = items.flatMap((item) => image(item, format, size));
  const [first] = images;
  if (!first) throw unusable(connection, 'The reply holds no image.', reply);
  const base64 = items.map(({ b64_json }) => b64_json).filter((value) => typeof value === 'string' && value);
  const bytes = base64.reduce<number>((sum, text) => sum + Buffer.byteLength(text as string, 'base64'), 0);
  const usage = usageOf(reply.body['usage']);
  return {
    data: {
      url: first.url,
      images,
      ...(images.length === 1 && base64.length === 1 && { b64_json: base64[0] as string }),
      ...(usage && { usage }),
    },
    warnings:
      bytes > LARGE_BYTES
        ? ['The images are larger than 25 MB in all. Choose JPEG or WebP in Output format and lower Compression.']
        : [],
  };
}

function image({ url, b64_json, revised_prompt }: JsonObject, format: unknown, size: unknown): Image[] {
  const base64 = typeof b64_json === 'string' && b64_json ? b64_json : undefined;
  const link = typeof url === 'string' && url ? url : undefined;
  if (!base64 && !link) return [];
  const type = base64 && mediaType(base64);
  const declared = typeof format === 'string' && format ? `image/${format}` : (type ?? 'image/png');
  return [
    {
      url: link ?? `data:${declared};base64,${base64 as string}`,
      ...(type && { mime_type: type }),
      ...(typeof size === 'string' && size && { size }),
      ...(typeof revised_prompt === 'string' && revised_prompt && { revised_prompt }),
    },
  ];
}
