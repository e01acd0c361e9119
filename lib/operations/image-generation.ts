import type OpenAI from 'openai';
import { chosenModel } from '../chosen-model';
import type { Connection } from '../client';
import { invalid } from '../errors';
import { mediaType } from '../media';
import { imageModel } from '../models';
import { metadataOf, type Reply, send, unusable } from '../reply';
import type { Answers, Result } from '../types';
import { isObject, oneOf, text } from '../values';

type Body = OpenAI.Images.ImageGenerateParamsNonStreaming;

/**
 * Draws an image from a prompt: `data.data.url` is a link or a data URI, ready to bind.
 * https://platform.openai.com/docs/api-reference/images/create
 */
export async function imageGeneration(connection: Connection, answers: Answers<'image_generation'>): Promise<Result> {
  const model = chosenModel(answers.custom_image_model, answers.model, 'gpt-image-2', 'image');
  const prompt = text(answers.prompt, 'Prompt');
  if (prompt === undefined) throw invalid('Prompt is empty. Describe the image to generate.');
  const { size, warnings } = sizeFor(model, text(answers.size, 'Size (in pixels)')?.trim() ?? '1024x1024');
  const body = { model, prompt, size } as Body;
  const reply = await send(connection, model, (openai, options) => openai.images.generate(body, options));
  return {
    data: { status: 'success', message: 'Image generated successfully', data: image(connection, reply) },
    metadata: metadataOf(connection, model, reply, warnings),
  };
}

/** Sizes that ToolJet's documentation promises for GPT Image 1 but its API never took, with the nearest it takes. */
const NEAREST: ReadonlyMap<string, string> = new Map([
  ['1792x1024', '1536x1024'],
  ['1024x1792', '1024x1536'],
]);

function sizeFor(model: string, typed: string): { size: string; warnings: string[] } {
  const [, width, height] = /^(\d+)\s*[x×*]\s*(\d+)$/i.exec(typed) ?? [];
  const size = width && height ? `${width}x${height}` : typed;
  const sizes = imageModel(model)?.sizes;
  if (!sizes || sizes.includes(size)) return { size, warnings: [] };
  const nearest = model === 'gpt-image-1' ? NEAREST.get(size) : undefined;
  if (!nearest) throw invalid(`Size (in pixels) must be ${oneOf(sizes)} for ${model}, not ${typed}.`);
  return { size: nearest, warnings: [`${model} does not draw ${size}, so the nearest size was used: ${nearest}.`] };
}

/** The first image: a link as it is, base64 as a data URI with the base64 itself beside it. */
function image(connection: Connection, reply: Reply): { url: string; b64_json?: string } {
  const first: unknown = Array.isArray(reply.body['data']) ? reply.body['data'][0] : undefined;
  const { url, b64_json } = isObject(first) ? first : {};
  const link = typeof url === 'string' && url ? url : undefined;
  if (typeof b64_json === 'string' && b64_json) {
    const type = mimeType(reply.body['output_format'], b64_json);
    return { url: link ?? `data:${type};base64,${b64_json}`, b64_json };
  }
  if (!link) throw unusable(connection, 'The reply holds no image.', reply);
  return { url: link };
}

const mimeType = (format: unknown, base64: string): string =>
  typeof format === 'string' && format ? `image/${format}` : (mediaType(base64) ?? 'image/png');
