import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { fromJson, isBlank, quoted } from '../form/values';
import { isObject, type JsonObject, listOf, membersOf } from '../json';

type Body = OpenAI.DecisionCreateParams;

/** The questions of a request, and under which names their answers are given. */
export type Questions = {
  readonly sent: Body['questions'];
  readonly names: readonly string[];
  readonly warnings: readonly string[];
};

/** Limits of the API: https://platform.openai.com/docs/api-reference/decisions/create */
const MOST = 400;
const CHOICES = { most: 255, member: 'choices' };
const LEVELS = { most: 10, member: 'levels' };

const EXAMPLE = '{ "urgent": "The customer is waiting", "team": ["billing", "bug", "other"] }';

/**
 * Reads Questions: an object with a question under each name, in the short form that docs/decide.md describes, or OpenAI's own
 * list of questions, which is sent as it is. Throws for more than the API takes, naming the question.
 */
export function questionsOf(answer: unknown): Questions {
  if (isBlank(answer)) throw invalid(`Questions is empty. Enter what to decide, such as ${EXAMPLE}.`);
  const value = fromJson(answer, 'Questions');
  if (!isObject(value) && !Array.isArray(value)) {
    throw invalid(`Questions must be a JSON object such as ${EXAMPLE}, not ${quoted(answer)}.`);
  }
  const questions = isObject(value)
    ? Object.entries(value).map(([name, short]) => questionOf(name, short))
    : listOf(value).map(ownQuestion);
  if (questions.length === 0 || questions.length > MOST) {
    throw invalid(`Questions takes 1 to ${MOST} questions, not ${questions.length}.`);
  }
  const names = questions.map(({ name }, index) => (typeof name === 'string' && name ? name : `question_${index + 1}`));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`Questions: two are called ${twice}. Give each a name of its own.`);
  questions.forEach((question, index) => {
    checkParts(question['choices'], names[index] as string, CHOICES);
    checkParts(question['levels'], names[index] as string, LEVELS);
  });
  const warnings = isObject(value) ? Object.entries(value).flatMap(([name, short]) => orderWarning(name, short)) : [];
  return { sent: questions as unknown as Body['questions'], names, warnings };
}

/** An object has its whole numbers first, in rising order, however they were written: what was meant is not known any more. */
function orderWarning(name: string, short: unknown): string[] {
  const { choices, levels } = membersOf(short);
  const labels = choices === undefined ? Object.keys(membersOf(levels)) : [];
  if (!labels.some((label) => /^(0|[1-9]\d{0,9})$/.test(label))) return [];
  return [
    `Questions: ${name} has its levels in the order ${labels.join(', ')}, because an object puts numbers first and sorts them. Where that is not from the least to the most, make levels a list such as [{ "label": "3", "description": "low" }].`,
  ];
}

function ownQuestion(question: unknown, index: number): JsonObject {
  if (isObject(question)) return question;
  throw invalid(`Questions: entry ${index + 1} must be an object, not ${quoted(question)}.`);
}

/** A question in the short form: a statement, a list of choices, or an object that holds choices or levels. */
function questionOf(name: string, short: unknown): JsonObject {
  if (typeof short === 'string' && short.trim()) return { type: 'predicate', name, instructions: short };
  if (Array.isArray(short)) return { type: 'choice', name, instructions: name, choices: partsOf(short, name, 'value') };
  if (isObject(short)) {
    const { instructions = name, choices, levels } = short;
    if (choices !== undefined) return { type: 'choice', name, instructions, choices: partsOf(choices, name, 'value') };
    if (levels !== undefined) return { type: 'score', name, instructions, levels: partsOf(levels, name, 'label') };
    if (typeof short['type'] === 'string') return { ...short, name };
  }
  throw invalid(
    `Questions: ${name} must be a statement, a list of choices, or an object with choices or levels, not ${quoted(short)}.`
  );
}

/** Choices or levels, each with what it means where that is told: a list of them, or an object from them to their meanings. */
function partsOf(given: unknown, name: string, key: 'value' | 'label'): JsonObject[] {
  if (isObject(given)) {
    return Object.entries(given).map(([part, description]) => ({
      [key]: part,
      ...(!isBlank(description) && { description }),
    }));
  }
  if (!Array.isArray(given)) {
    throw invalid(`Questions: ${name} must have a list of choices or levels, not ${quoted(given)}.`);
  }
  return given.map((part: unknown) => {
    if (isObject(part)) return part;
    if (typeof part === 'boolean' && key === 'value') return { value: part };
    if (['string', 'number'].includes(typeof part) && !isBlank(part)) return { [key]: String(part) };
    throw invalid(`Questions: ${name} must have texts to choose from, not ${quoted(part)}.`);
  });
}

function checkParts(parts: unknown, name: string, { most, member }: typeof CHOICES): void {
  if (!Array.isArray(parts)) return;
  if (parts.length < 2 || parts.length > most) {
    throw invalid(`Questions: ${name} must have 2 to ${most} ${member}, not ${parts.length}.`);
  }
  // A choice may be true as well as "true".
  const keys = parts.map((part) => JSON.stringify(isObject(part) ? (part['value'] ?? part['label']) : part));
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw invalid(`Questions: ${name} has ${twice} twice among its ${member}.`);
}
