import { choiceIn } from './made-up.mjs';
import { traitsFor } from './models.mjs';
import { json } from './replies.mjs';

/** A choice or level that depends on the input, which is taken for true. */
export const decisionsRoom = {
  'POST /decisions': ({ body: { model, input, questions } }) => {
    traitsFor('chat', model);
    const said = JSON.stringify(input);
    const answers = questions.map((question) => answerTo(question, said));
    return json({ model, answers, usage: { input_tokens: 50, output_tokens: 0, total_tokens: 50 } });
  },
};

function answerTo({ type, name = null, choices = [], levels = [] }, said) {
  const shares = (parts, key, chosen) =>
    parts.map((part) => ({ [key]: part[key], probability: part[key] === chosen ? 0.8 : 0.2 / (parts.length - 1) }));
  if (type === 'choice') {
    const choice = choiceIn(
      choices.map(({ value }) => value),
      said
    );
    return { type, name, choice, confidence: 0.8, probabilities: shares(choices, 'value', choice) };
  }
  if (type === 'score') {
    const labels = levels.map(({ label }) => label);
    const label = choiceIn(labels, said);
    return { type, name, score: labels.indexOf(label), confidence: 0.8, probabilities: shares(levels, 'label', label) };
  }
  return { type, name, probability: 0.9 };
}
