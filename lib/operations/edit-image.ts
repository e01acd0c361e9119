import { chosenModel } from '../models/chosen-model';
import type { Connection } from '../http/connection';
import { dryRun, isDryRun } from '../form/dry-run';
import { invalid } from '../errors/failure';
import { imageData, imageParameters } from '../images/images';
import { files, type Media, media, upTo } from '../form/files';
import { metadataOf, send } from '../http/reply';
import type { Answers, JsonObject, Result } from '../types';
import { text } from '../form/values';

const PATH = '/images/edits';
/** https://platform.openai.com/docs/api-reference/images/createEdit */
const MOST_IMAGES = 16;
const MOST_MB = 50;

/**
 * Draws images from images and a prompt; the result is like that of Generate AI Image(s).
 * https://platform.openai.com/docs/api-reference/images/createEdit
 */
export async function editImage(connection: Connection, answers: Answers<'edit_image'>): Promise<Result> {
  const model = chosenModel(answers.custom_image_model, answers.model, 'image');
  const images = sourceImages(answers.source_images);
  const [mask, another] = files(answers.mask).map((value) => upload(value, 'Mask', ['image/png'], 'a PNG'));
  if (another) throw invalid('Mask takes one image. Bind a single file.');
  const prompt = text(answers.prompt, 'Prompt');
  if (prompt === undefined) throw invalid('Prompt is empty. Describe what the edited image shows.');
  const { parameters, warnings } = imageParameters(answers, model);
  const fields = { model, prompt, ...parameters };
  if (isDryRun(answers.dry_run)) {
    const parts = { 'image[]': images.map(preview), ...(mask && { mask: preview(mask) }) };
    return dryRun(connection, PATH, { ...fields, ...parts }, 1, { model, warnings });
  }
  const body = form(fields, images, mask);
  const reply = await send(connection, model, (openai, options) => openai.post(PATH, { body, ...options }));
  const edited = imageData(connection, reply);
  return {
    data: { status: 'success', message: 'Image edited successfully', data: edited.data },
    metadata: metadataOf(connection, model, reply, [...warnings, ...edited.warnings]),
  };
}

function sourceImages(answer: unknown): Media[] {
  const values = files(answer);
  if (values.length === 0) throw invalid('Source images is empty. Bind a file of a file picker, a data URI or base64.');
  if (values.length > MOST_IMAGES) throw invalid(`Source images takes up to ${MOST_IMAGES}, not ${values.length}.`);
  return values.map((value, index) =>
    upload(value, `Source images: entry ${index + 1}`, ['image/png', 'image/jpeg', 'image/webp'], 'a PNG, JPEG or WebP')
  );
}

function upload(value: unknown, where: string, types: readonly Media['type'][], names: string): Media {
  if (typeof value === 'string' && /^\s*https?:/i.test(value)) {
    throw invalid(`${where} is a link. Bind the file itself instead, for example from a file picker.`);
  }
  return upTo(MOST_MB, media(value, where, types, names), where);
}

/** Named blobs and not Files: servers on Node 18 have no global File. */
function form(fields: JsonObject, images: readonly Media[], mask: Media | undefined): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    body.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  images.forEach((image, index) => {
    body.append('image[]', blob(image), `image-${index + 1}.${extension(image)}`);
  });
  if (mask) body.append('mask', blob(mask), 'mask.png');
  return body;
}

const blob = ({ base64, type }: Media) => new Blob([Buffer.from(base64, 'base64')], { type });

const extension = ({ type }: Media) => type.replace('image/', '');

const preview = ({ type, bytes }: Media) => `${type}, ${bytes} bytes`;
