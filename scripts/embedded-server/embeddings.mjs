import { numberOf } from './made-up.mjs';
import { traitsFor } from './models.mjs';
import { json, refusal, tokensIn } from './replies.mjs';

export const embeddingsRoom = {
  'POST /embeddings': ({ body: { model, input, encoding_format, dimensions } }) => {
    const traits = traitsFor('embedding', model);
    if (dimensions !== undefined && !traits.dimensions)
      throw refusal(400, 'This model does not support specifying dimensions.', { param: 'dimensions' });
    if (dimensions > traits.size)
      throw refusal(
        400,
        `Invalid value for 'dimensions' = ${dimensions}. Must be less than or equal to ${traits.size}.`,
        {
          param: 'dimensions',
        }
      );
    const texts = [input].flat();
    const data = texts.map((text, index) => {
      const vector = vectorOf(text, dimensions ?? traits.size);
      const embedding = encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
      return { object: 'embedding', index, embedding };
    });
    const tokens = tokensIn(texts.join(' '));
    return json({ object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } });
  },
};

/** A unit vector that depends on the words of a text, so that texts with words in common are similar. */
function vectorOf(text, dimensions) {
  const vector = new Float32Array(dimensions);
  for (const word of String(text).toLowerCase().split(/\W+/).filter(Boolean)) {
    let seed = numberOf(word);
    for (let i = 0; i < dimensions; i += 1) {
      // Numerical Recipes' generator, so that words have nothing in common.
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0;
      vector[i] += seed / 2 ** 31;
    }
  }
  const norm = Math.hypot(...vector) || 1;
  return vector.map((number) => number / norm);
}

/** From -1 to 1. */
export function similarity(one, other) {
  const [first, second] = [one, other].map((text) => vectorOf(text, 256));
  return first.reduce((sum, number, index) => sum + number * second[index], 0);
}
