import type { Reply } from '../http/send';
import { type JsonObject, listOf, membersOf } from '../json';

/** What was decided, under the names of the questions: the answers themselves, and how sure they are. */
export type Decision = { readonly answers: JsonObject; readonly details: JsonObject };

/** A yes/no is yes from this probability on. */
const YES = 0.5;

/** The answers of a reply, which come in the order of the questions; throws when it does not hold one for each. */
export function decisionIn(reply: Reply, names: readonly string[]): Decision {
  const given = listOf(reply.body['answers']);
  if (given.length !== names.length) {
    throw reply.unusable(`The reply holds ${given.length} answers to ${names.length} questions.`);
  }
  const read = given.map((answer) => {
    const found = answerOf(membersOf(answer));
    if (!found) throw reply.unusable('The reply holds something that is no answer.');
    return found;
  });
  const under = (member: 'answer' | 'details') =>
    Object.fromEntries(names.map((name, index) => [name, read[index]?.[member]]));
  return { answers: under('answer'), details: under('details') };
}

type Answer = { readonly answer: unknown; readonly details: JsonObject };

function answerOf({ type, probability, choice, score, confidence, probabilities }: JsonObject): Answer | undefined {
  if (type === 'refusal') return { answer: null, details: { refused: true } };
  if (type === 'predicate' && typeof probability === 'number') {
    return { answer: probability >= YES, details: { probability } };
  }
  if (type === 'choice' && (typeof choice === 'string' || typeof choice === 'boolean')) {
    return { answer: choice, details: { confidence, probabilities: byName(probabilities, 'value') } };
  }
  if (type === 'score' && typeof score === 'number') {
    const levels = byName(probabilities, 'label');
    const [likeliest] = Object.entries(levels).sort(([, one], [, other]) => other - one);
    return { answer: likeliest?.[0] ?? null, details: { score, confidence, probabilities: levels } };
  }
  return undefined;
}

const byName = (probabilities: unknown, key: 'value' | 'label'): Record<string, number> =>
  Object.fromEntries(
    listOf(probabilities)
      .map(membersOf)
      .flatMap(({ probability, [key]: name }) => (typeof probability === 'number' ? [[String(name), probability]] : []))
  );
