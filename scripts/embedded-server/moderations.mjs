import { numberOf } from './made-up.mjs';
import { traitsFor } from './models.mjs';
import { json } from './replies.mjs';

/** https://platform.openai.com/docs/guides/moderation#content-classifications, each with words that stand for it. */
const CATEGORIES = {
  'harassment': /\b(hate|idiots?|stupid|nobody wants)\b/i,
  'harassment/threatening': /\b(hurt|kill) you\b/i,
  'hate': /\bhate\b/i,
  'hate/threatening': undefined,
  'illicit': undefined,
  'illicit/violent': undefined,
  'self-harm': undefined,
  'self-harm/intent': undefined,
  'self-harm/instructions': undefined,
  'sexual': undefined,
  'sexual/minors': undefined,
  'violence': /\b(hurt|kill|fight)\b/i,
  'violence/graphic': undefined,
};

/** One verdict for each text; words that hurt are told, whatever a picture shows. */
export const moderationsRoom = {
  'POST /moderations': ({ body: { model, input } }) => {
    traitsFor('moderation', model);
    const texts = typeof input === 'string' || input.some(({ type }) => type) ? [JSON.stringify(input)] : input;
    return json({ id: 'modr-1', model, results: texts.map(verdictOn) });
  },
};

function verdictOn(text) {
  const scores = Object.entries(CATEGORIES).map(([name, words]) => {
    const small = (numberOf(name + text) % 1000) / 100_000;
    return [name, words?.test(text) ? 0.9 + small : small];
  });
  const categories = scores.map(([name, score]) => [name, score > 0.5]);
  return {
    flagged: categories.some(([, isFlagged]) => isFlagged),
    categories: Object.fromEntries(categories),
    category_scores: Object.fromEntries(scores),
  };
}
