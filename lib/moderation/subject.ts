import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { checkNoFile, files } from '../form/files';
import { pictureUrl } from '../form/pictures';
import { blankWarning, boundTexts, textOf, unusedField } from '../form/texts';
import { text } from '../form/values';
import { isObject, membersOf } from '../json';
import { inSlices } from '../slices';
import type { Answers } from '../types';
import type { Verdict } from './verdicts';

type Input = OpenAI.ModerationCreateParams['input'];

/** What one request judges: how many verdicts it gives, and where the user finds what they are about. */
export type Part = { readonly input: Input; readonly count: number; readonly where: string };

/** What a query judges: its requests, and the data that their verdicts make. */
export type Subject = {
  readonly parts: readonly Part[];
  /** Whether the user bound a list. */
  readonly isList: boolean;
  readonly warnings: readonly string[];
  readonly dataOf: (verdicts: readonly Verdict[]) => Promise<object>;
};

/** Limits of ours, for one request and for one query. */
const MOST_TEXTS = 100;
const MOST_IN_ALL = 10_000;

/** Members of a file; of an object that has them, another Text field is judged alone. */
const OF_FILES: ReadonlySet<unknown> = new Set(['dataURL', 'base64Data']);

/** Reads what is to be judged: a text, a picture, both together, or a list of texts. */
export async function subjectOf(answers: Answers<'moderate'>): Promise<Subject> {
  const [image, another] = files(answers.moderate_image, 'Image');
  if (another !== undefined) throw invalid('Image takes one image. Run a query for each of several.');
  const url = image === undefined ? undefined : pictureUrl(image, 'Image');
  const { moderate_input: given, moderate_field: textField } = answers;
  const member = text(textField, 'Text field')?.trim();
  if (member === undefined || OF_FILES.has(member)) checkNoFile(given, 'Input', 'Image');
  if (Array.isArray(given)) {
    if (url !== undefined) throw invalid('Image cannot be judged together with a list. Bind one text in Input.');
    return listed(given, textField);
  }
  const field = isObject(given) ? member : undefined;
  const written = field === undefined ? text(given, 'Input') : textOf(given, field, 'Input');
  if (written === undefined && url === undefined) {
    throw invalid(
      field === undefined
        ? 'Input is empty. Enter a text, bind a list of texts, or fill Image.'
        : `Input has no text in ${field}. Correct Text field, or bind an object that has one there.`
    );
  }
  return {
    parts: [{ input: url === undefined ? (written as string) : together(written, url), count: 1, where: '' }],
    isList: false,
    warnings: unusedField(textField, given, 'Input'),
    dataOf: ([verdict]) => Promise.resolve(verdict as Verdict),
  };
}

const together = (written: string | undefined, url: string): Input => [
  ...(written === undefined ? [] : [{ type: 'text' as const, text: written }]),
  { type: 'image_url', image_url: { url } },
];

async function listed(values: readonly unknown[], textField: unknown): Promise<Subject> {
  if (values.length > MOST_IN_ALL) throw invalid(`Input takes up to 10,000 texts, not ${values.length}.`);
  const { texts, areRows } = await boundTexts(values, textField, 'Input');
  const filled = texts.flatMap((one, index) => (one === undefined ? [] : { one, index }));
  const parts = Array.from({ length: Math.ceil(filled.length / MOST_TEXTS) }, (_, number) => {
    const some = filled.slice(number * MOST_TEXTS, (number + 1) * MOST_TEXTS);
    return {
      input: some.map(({ one }) => one),
      count: some.length,
      where: placeOf(some.map(({ index }) => index + 1)),
    };
  });
  return {
    parts,
    isList: true,
    warnings: [
      ...blankWarning(texts.length - filled.length, 'Input', 'got the verdict null'),
      ...unusedField(textField, values, 'Input'),
    ],
    dataOf: async (verdicts) => {
      const all: (Verdict | null)[] = texts.map(() => null);
      filled.forEach(({ index }, position) => (all[index] = verdicts[position] as Verdict));
      const judged = areRows
        ? { rows: await inSlices(values, (row, index) => ({ ...membersOf(row), moderation: all[index] })) }
        : { results: all };
      const isAny = (member: 'flagged' | 'over_threshold') => verdicts.some((verdict) => verdict[member]);
      const hasThreshold = verdicts.some(({ over_threshold: over }) => over !== undefined);
      return {
        flagged: isAny('flagged'),
        ...(hasThreshold && { over_threshold: isAny('over_threshold') }),
        ...judged,
      };
    },
  };
}

const placeOf = (entries: readonly number[]) => {
  const [first, last] = [entries[0], entries.at(-1)] as [number, number];
  return first === last ? `entry ${first} of Input` : `entries ${first} to ${last} of Input`;
};
