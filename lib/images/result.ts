import { usageOf } from '../http/metadata';
import type { Reply } from '../http/send';
import { isObject, type JsonObject, listOf } from '../json';
import type { Result, Usage } from '../types';
import { type Picture, pictureIn } from './picture';

/** One image of a result; `mime_type` is that of its bytes, so links have none. */
type Image = { url: string; mime_type?: string; size?: string; revised_prompt?: string };

type ImageData = { url: string; images: Image[]; b64_json?: string; usage?: Usage };

/** The largest reply that is read; ten images of 10 MB fit. */
export const MOST_MEGABYTES = 128;

/** Output above this is slow in a browser, which holds it twice. */
const LARGE_BYTES = 25 * 1024 * 1024;

/** The result of an image operation: ToolJet's envelope `{ status, message, data }` inside `data`, as apps know it. */
export function imageResult(reply: Reply, message: string, warnings: readonly string[]): Result {
  const { data, warnings: own } = imageData(reply);
  return {
    data: { status: 'success', message, data },
    metadata: reply.metadata([...warnings, ...own]),
  };
}

/** One image of a reply, read. */
type Read = { readonly image: Image; readonly base64: string | undefined; readonly warning: string | undefined };

/** The images of a reply, ready to bind: links as they are, base64 as data URIs. */
function imageData(reply: Reply): { data: ImageData; warnings: readonly string[] } {
  const { data, images: others, output_format: format, size } = reply.body;
  // SiliconFlow's are in `images`: https://docs.siliconflow.com/en/api-reference/images/images-generations
  const items = listOf(data ?? others);
  const read = items.flatMap((item) => (isObject(item) ? imageIn(item, format, size) : []));
  const images = read.map(({ image }) => image);
  const [first] = images;
  if (!first) throw reply.unusable('The reply holds no image.');
  const missing = items.length - images.length;
  const base64 = read.flatMap((one) => one.base64 ?? []);
  const bytes = base64.reduce((sum, text) => sum + Buffer.byteLength(text, 'base64'), 0);
  const usage = usageOf(reply.body['usage']);
  const [only] = images.length === 1 ? base64 : [];
  return {
    data: { url: first.url, images, ...(only && { b64_json: only }), ...(usage && { usage }) },
    warnings: [
      ...new Set(read.flatMap(({ warning }) => warning ?? [])),
      ...(missing > 0 ? [`The reply holds no picture in ${missing} of its ${items.length} images.`] : []),
      ...(bytes > LARGE_BYTES
        ? ['The images are larger than 25 MB in all. Choose JPEG or WebP in Output format and lower Compression.']
        : []),
    ],
  };
}

/** What stands where a link should: one, or the base64 of a picture. Words are none of both. */
function linkOr(url: unknown): { link?: string; picture?: Picture | undefined } {
  if (typeof url !== 'string' || !url || (/\s/.test(url) && !isAddress(url))) return {};
  const picture = isAddress(url) ? undefined : pictureIn(url);
  return picture?.type === undefined ? { link: url } : { picture };
}

const isAddress = (url: string) => /^(?:https?|data|blob):/i.test(url);

function imageIn({ url, b64_json, revised_prompt }: JsonObject, format: unknown, size: unknown): Read[] {
  const { link, picture } = linkOr(url);
  const { type, base64, uri } = (typeof b64_json === 'string' && b64_json ? pictureIn(b64_json) : picture) ?? {};
  const declared = typeof format === 'string' && format ? format.replace(/^(?!.*\/)/, 'image/') : 'image/png';
  const source = link ?? uri ?? (base64 && `data:${type ?? declared};base64,${base64}`);
  if (!source) return [];
  return [
    {
      image: {
        url: source,
        ...(type && { mime_type: type }),
        ...(typeof size === 'string' && size && { size }),
        ...(typeof revised_prompt === 'string' && revised_prompt && { revised_prompt }),
      },
      base64: base64 || undefined,
      warning:
        source === link || source === uri || type
          ? undefined
          : `An image is of no type known here, so the declared one was kept: ${declared}.`,
    },
  ];
}
