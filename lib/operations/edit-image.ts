import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { text } from '../form/values';
import type { Server } from '../http/connection';
import { formFields } from '../http/multipart';
import type { Plan } from '../http/plan';
import type { Endpoint } from '../http/send';
import { imageParameters } from '../images/parameters';
import { imagePlan } from '../images/plan';
import { maskImage, sourceImages } from '../images/sources';
import type { JsonObject } from '../json';
import { chosenModel } from '../models/chosen-model';
import type { Answers } from '../types';

type Body = OpenAI.Images.ImageEditParamsNonStreaming;

const EDIT: Endpoint<JsonObject> = {
  method: 'POST',
  path: '/images/edits',
  call: (client, body, options) => client.images.edit(formFields(body) as unknown as Body, options),
};

/**
 * Draws images from images and a prompt; the result is like that of Generate AI Image(s).
 * https://platform.openai.com/docs/api-reference/images/createEdit
 */
export async function editImage(answers: Answers<'edit_image'>, server: Server): Promise<Plan> {
  const model = chosenModel(answers.custom_image_model, answers.model, 'image', server);
  const images = await sourceImages(answers.source_images);
  const mask = maskImage(answers.mask);
  const prompt = text(answers.prompt, 'Prompt');
  if (prompt === undefined) throw invalid('Prompt is empty. Describe what the edited image shows.');
  const { parameters, additional, warnings } = imageParameters(answers, model);
  const body = { model: model.id, prompt, ...parameters, image: images, ...(mask && { mask }) };
  const message = 'Image edited successfully';
  return imagePlan(
    { operation: 'Edit Image(s)', endpoint: EDIT, message },
    { model: model.id, body, additional, warnings }
  );
}
