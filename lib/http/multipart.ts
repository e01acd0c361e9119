import type { JsonObject } from '../json';

/**
 * A body as the SDK makes a form of it: texts, numbers and files as they are, all else as JSON, which the SDK would write in
 * a way of its own (`a[b]`). A list of one file is that file, as in OpenAI's own examples, because other servers know only that.
 */
export const formFields = (body: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, isField(value) ? single(value) : JSON.stringify(value)])
  );

const single = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);

const isField = (value: unknown) =>
  ['string', 'number', 'boolean'].includes(typeof value) || [value].flat().every((member) => member instanceof Blob);

/**
 * A file under a name, as the SDK takes one; its extension is what the type says, if no other is given. A Blob and not a File,
 * because servers on Node 18 have no global File.
 */
export const namedFile = (base64: string, type: string, name: string, extension = type.split('/')[1] as string): Blob =>
  Object.assign(new Blob([Buffer.from(base64, 'base64')], { type }), { name: `${name}.${extension}` });
