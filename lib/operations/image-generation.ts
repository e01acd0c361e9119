import type OpenAI from 'openai';
import { chosenModel } from '../models/chosen-model';
import type { Connection } from '../http/connection';
import { dryRun, isDryRun } from '../form/dry-run';
import { invalid } from '../errors/failure';
import { imageData, imageParameters } from '../images/images';
import { metadataOf, send } from '../http/reply';
import type { Answers, Result } from '../types';
import { text } from '../form/values';

/**
 * Draws images from a prompt: `data.data.url` is a link or a data URI, ready to bind, `data.data.images` are all of them.
 * https://platform.openai.com/docs/api-reference/images/create
 */
export async function imageGeneration(connection: Connection, answers: Answers<'image_generation'>): Promise<Result> {
  const model = chosenModel(answers.custom_image_model, answers.model, 'image');
  const prompt = text(answers.prompt, 'Prompt');
  if (prompt === undefined) throw invalid('Prompt is empty. Describe the image to generate.');
  const { parameters, warnings } = imageParameters(answers, model, {
    size: '1024x1024',
    moderation: answers.moderation,
  });
  const body = { model, prompt, ...parameters } as OpenAI.Images.ImageGenerateParamsNonStreaming;
  if (isDryRun(answers.dry_run)) return dryRun(connection, '/images/generations', body, 1, { model, warnings });
  const reply = await send(connection, model, (openai, options) => openai.images.generate(body, options));
  const images = imageData(connection, reply);
  return {
    data: { status: 'success', message: 'Image generated successfully', data: images.data },
    metadata: metadataOf(connection, model, reply, [...warnings, ...images.warnings]),
  };
}
