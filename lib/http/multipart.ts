import type { JsonObject } from '../json';

/**
 * A body as form data: texts as they are, files under names of their own (`image-1.png`), all else as JSON; each member of a
 * list of files is a part.
 */
export function multipart(body: JsonObject): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    if (value instanceof Blob) form.append(name, value, fileName(name, value));
    else if (Array.isArray(value) && value.every((member) => member instanceof Blob)) {
      value.forEach((file, index) => {
        form.append(name, file, fileName(`${name.replace('[]', '')}-${index + 1}`, file));
      });
    } else form.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return form;
}

const fileName = (name: string, { type }: Blob) => `${name}.${type.split('/')[1] as string}`;
