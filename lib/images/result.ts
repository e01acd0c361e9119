import { fileType } from '../form/files';
import { usageOf } from '../http/metadata';
import type { Reply } from '../http/send';
import { isObject, type JsonObject } from '../json';
import type { Result, Usage } from '../types';

/** One image of a result; `mime_type` is that of its bytes, so links have none. */
type Image = { url: string; mime_type?: string; size?: string; revised_prompt?: string };

type ImageData = { url: string; images: Image[]; b64_json?: string; usage?: Usage };

/** The largest reply that is read; ten images of 10 MB fit. */
export const MOST_MEGABYTES = 128;

/** Output above this is slow in a browser, which holds it twice. */
const LARGE_BYTES = 25 * 1024 * 1024;

/** The result of an image operation: ToolJet's envelope `{ status, message, data }` inside `data`, as apps know it. */
export function imageResult(reply: Reply, message: string, warnings: readonly string[]): Result {
  const { data, sizeWarnings } = imageData(reply);
  return {
    data: { status: 'success', message, data },
    metadata: reply.metadata([...warnings, ...sizeWarnings]),
  };
}

/** The images of a reply, ready to bind: links as they are, base64 as data URIs. */
function imageData(reply: Reply): { data: ImageData; sizeWarnings: readonly string[] } {
  const { data, output_format: format, size } = reply.body;
  const items: JsonObject[] = Array.isArray(data) ? data.filter(isObject) : [];
  const images = items.flatMap((item) => image(item, format, size));
  const [first] = images;
  if (!first) throw reply.unusable('The reply holds no image.');
  const base64 = items.flatMap(({ b64_json }) => (typeof b64_json === 'string' && b64_json ? [b64_json] : []));
  const bytes = base64.reduce((sum, text) => sum + Buffer.byteLength(text, 'base64'), 0);
  const usage = usageOf(reply.body['usage']);
  const [only] = images.length === 1 ? base64 : [];
  return {
    data: { url: first.url, images, ...(only && { b64_json: only }), ...(usage && { usage }) },
    sizeWarnings:
      bytes > LARGE_BYTES
        ? ['The images are larger than 25 MB in all. Choose JPEG or WebP in Output format and lower Compression.']
        : [],
  };
}

function image({ url, b64_json, revised_prompt }: JsonObject, format: unknown, size: unknown): Image[] {
  const base64 = typeof b64_json === 'string' && b64_json ? b64_json : undefined;
  const link = typeof url === 'string' && url ? url : undefined;
  if (!base64 && !link) return [];
  const type = base64 && fileType(base64);
  const declared = typeof format === 'string' && format ? `image/${format}` : (type ?? 'image/png');
  return [
    {
      url: link ?? `data:${declared};base64,${base64 as string}`,
      ...(type && { mime_type: type }),
      ...(typeof size === 'string' && size && { size }),
      ...(typeof revised_prompt === 'string' && revised_prompt && { revised_prompt }),
    },
  ];
}
