import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { checkNoFile, files } from '../form/files';
import { pictureUrl } from '../form/pictures';
import { isSet, quoted, text } from '../form/values';
import { isObject } from '../json';

type Input = OpenAI.DecisionCreateParams['input'];
type Picture = OpenAI.DecisionInputImage;

/** Up to so many images are taken by the API. */
const MOST_IMAGES = 128;

/** Images, which go with each row. */
export function imagesOf(answer: unknown): Picture[] {
  const given = files(answer, 'Images');
  if (given.length > MOST_IMAGES) throw invalid(`Images takes up to ${MOST_IMAGES}, not ${given.length}.`);
  return given.map((value, index) => ({
    type: 'input_image',
    image_url: pictureUrl(value, `Images: entry ${index + 1}`),
  }));
}

/** What is decided about: a text as it is, an object or a list of them as JSON, with the images. `row` is the place in Rows. */
export function inputOf(subject: unknown, images: readonly Picture[], row?: number): Input {
  checkNoFile(subject, row === undefined ? 'Input' : `Rows: entry ${row + 1}`, 'Images');
  const isJson = isObject(subject) || (Array.isArray(subject) && subject.length > 0 && subject.every(isObject));
  if (Array.isArray(subject) && !isJson) {
    throw invalid(`Input must be a text, an object or a list of objects, not ${quoted(subject)}.`);
  }
  const written = isJson || !isSet(subject) ? undefined : text(subject, 'Input');
  if (!isJson && written === undefined && images.length === 0) {
    throw invalid(
      row === undefined
        ? 'Input is empty. Enter what to decide about: a text, an object or Images.'
        : `Rows: entry ${row + 1} is blank, or what Input takes of it is. Fill it in, or leave it out of Rows.`
    );
  }
  if (!isJson && images.length === 0) return written as string;
  const part = isJson
    ? [{ type: 'input_json' as const, data: subject as Record<string, unknown> }]
    : written === undefined
      ? []
      : [{ type: 'input_text' as const, text: written }];
  return [{ role: 'user', content: [...part, ...images] }];
}
