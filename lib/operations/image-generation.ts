import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { text } from '../form/values';
import type { Server } from '../http/connection';
import type { Plan } from '../http/plan';
import type { Endpoint } from '../http/send';
import { imageParameters } from '../images/parameters';
import { imagePlan } from '../images/plan';
import type { JsonObject } from '../json';
import { chosenModel } from '../models/chosen-model';
import type { Answers } from '../types';

type Body = OpenAI.Images.ImageGenerateParamsNonStreaming;

const GENERATE: Endpoint<JsonObject> = {
  method: 'POST',
  path: '/images/generations',
  call: (client, body, options) => client.images.generate(body as unknown as Body, options),
};

/**
 * Draws images from a prompt: `data.data.url` is a link or a data URI, ready to bind, `data.data.images` are all of them.
 * https://platform.openai.com/docs/api-reference/images/create
 */
export function imageGeneration(answers: Answers<'image_generation'>, server: Server): Plan {
  const model = chosenModel(answers.custom_image_model, answers.model, 'image', server);
  const prompt = text(answers.prompt, 'Prompt');
  if (prompt === undefined) throw invalid('Prompt is empty. Describe the image to generate.');
  const { parameters, additional, warnings } = imageParameters(answers, model, {
    ...(server.isOpenAI && { size: '1024x1024' }),
    moderation: answers.moderation,
  });
  const body = { model: model.id, prompt, ...parameters };
  const message = 'Image generated successfully';
  return imagePlan(
    { operation: 'Generate AI Image(s)', endpoint: GENERATE, message },
    { model: model.id, body, additional, warnings }
  );
}
