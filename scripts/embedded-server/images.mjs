import { traitsFor } from './models.mjs';
import { picture } from './picture.mjs';
import { invalidValue, json, refusal, seconds, supported, tokensIn, unknownParameter } from './replies.mjs';

/** As many pictures as asked for, in the size asked for. */
export const imagesRoom = {
  'POST /images/generations': ({ body }) => drawn(body, 'An evening'),
  'POST /images/edits': ({ body }) => drawn(body, 'The same in the evening'),
};

/** What models take of each parameter, under the name of the trait; an empty list is of one that they lack. */
const LISTS = { quality: 'qualities', background: 'backgrounds', output_format: 'formats', moderation: 'moderation' };
/** What only DALL-E took. */
const OF_DALL_E = ['response_format', 'style'];

function check(body) {
  const traits = traitsFor('image', body.model);
  for (const [name, trait] of Object.entries(LISTS)) {
    const [value, values] = [body[name], traits[trait]];
    if (value === undefined || !values) continue;
    if (values.length === 0) throw unknownParameter(name);
    if (!values.includes(value)) throw invalidValue(name, value, supported(values));
  }
  const isDallE = traits.formats?.length === 0;
  const unknown = OF_DALL_E.find((name) => name in body && !isDallE);
  if (unknown) throw unknownParameter(unknown);
  if (body.n > traits.most)
    throw refusal(
      400,
      `Invalid 'n': integer above maximum value. Expected a value <= ${traits.most}, but got ${body.n} instead.`,
      { param: 'n', code: 'integer_above_max_value' }
    );
  return sizeOf(body.size ?? 'auto', traits.sizes);
}

/** Width and height; those of models with free sizes: https://platform.openai.com/docs/guides/image-generation */
function sizeOf(size, sizes) {
  if (sizes && !sizes.includes(size) && size !== 'auto') throw invalidValue('size', size, supported(sizes));
  if (size === 'auto') return [1024, 1024];
  const [width = 0, height = 0] = /^(\d{1,4})x(\d{1,4})$/.exec(size)?.slice(1).map(Number) ?? [];
  const pixels = width * height;
  const isFine = width % 16 === 0 && height % 16 === 0 && pixels >= 655_360 && pixels <= 8_294_400;
  if (!sizes && (!isFine || Math.max(width, height) > 3 * Math.min(width, height)))
    throw invalidValue(
      'size',
      size,
      'Width and height must be divisible by 16, at most 1 to 3, and have 655,360 to 8,294,400 pixels.'
    );
  return [width, height];
}

/** Other formats than PNG cannot be drawn here, which is told with the picture. */
function drawn(body, what) {
  const [width, height] = check(body);
  const { n = 1, output_format: format = 'png', background, prompt = '' } = body;
  const b64_json = picture(width, height, background === 'transparent').toString('base64');
  const otherFormat = format === 'png' ? '' : ` The embedded server draws PNG only, so this is not ${format}.`;
  const image = { b64_json, revised_prompt: `(made up) ${what} over a city.${otherFormat}` };
  const input_tokens = tokensIn(prompt);
  const output_tokens = 1056 * Number(n);
  return json({
    created: seconds(),
    data: Array.from({ length: Number(n) }, () => image),
    output_format: 'png',
    size: `${width}x${height}`,
    usage: { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens },
  });
}
