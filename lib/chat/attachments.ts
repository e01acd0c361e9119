import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { checkSize, files, type FileType, givenFile } from '../form/files';
import { choice } from '../form/values';
import type { ChosenModel } from '../models/chosen-model';
import { suggestedChatModels } from '../models/suggested';
import type { Answers } from '../types';

type Part = OpenAI.Chat.ChatCompletionContentPart;

const LABEL = 'Images and PDFs';
const TYPES: readonly FileType[] = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/pdf'];
/** Limits of ours, in MB once decoded. */
const MOST_MB = { image: 20, pdf: 32 };

/**
 * The content parts for pictures and PDFs, in the order given. Links are passed on and never fetched.
 * https://platform.openai.com/docs/guides/images-vision, https://platform.openai.com/docs/guides/pdf-files
 */
function attachments(images: unknown, imageDetail: unknown): Part[] {
  const detail = choice(imageDetail, 'Image detail', ['auto', 'low', 'high']);
  let pdfs = 0;
  return files(images, LABEL).map((value, index): Part => {
    const where = `${LABEL}: entry ${index + 1}`;
    const link = typeof value === 'string' && /^https?:\/\//i.test(value.trim()) ? value.trim() : undefined;
    if (link && /\.pdf($|[?#])/i.test(link)) {
      throw invalid(`${where} is a link to a PDF. Bind the file itself instead, for example from a file picker.`);
    }
    if (link) return { type: 'image_url', image_url: { url: link, ...(detail && { detail }) } };
    const file = givenFile(value, where, TYPES, 'a link, PNG, JPEG, WebP, GIF or PDF');
    const isPdf = file.type === 'application/pdf';
    const { type, base64, name } = checkSize(isPdf ? MOST_MB.pdf : MOST_MB.image, file, where);
    const url = `data:${type};base64,${base64}`;
    if (!isPdf) return { type: 'image_url', image_url: { url, ...(detail && { detail }) } };
    pdfs += 1;
    return { type: 'file', file: { filename: name ?? `document-${pdfs}.pdf`, file_data: url } };
  });
}

/** Images and PDFs; throws for a model that sees none. */
export function attachedFiles(
  answers: Pick<Answers<'chat'>, 'images' | 'image_detail'>,
  { id, rules }: ChosenModel<'chat'>
): Part[] {
  const attached = attachments(answers.images, answers.image_detail);
  if (attached.length > 0 && rules?.images === false) {
    const others = suggestedChatModels(({ images }) => images);
    throw invalid(`Images and PDFs cannot be used with ${id}. Choose a model that sees, ${others}.`);
  }
  return attached;
}
