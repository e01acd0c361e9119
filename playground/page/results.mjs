/* Shows what a query gave. Everything a model or a server said is set as plain text. */
import { element, svg } from './dom.mjs';

const ROWS = 100;
const BARS = 96;
const LONGEST = 2000;

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isVector = (value) => Array.isArray(value) && value.length > 1 && value.every((item) => typeof item === 'number');
const isListOf = (is, value) => Array.isArray(value) && value.length > 0 && value.every(is);
const counted = (count, word) => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

/** JSON to look at: very long texts in it are cut. */
const formatted = (value) => {
  const cut = (_key, member) =>
    typeof member === 'string' && member.length > LONGEST
      ? `${member.slice(0, 200)}… (${counted(member.length, 'character')})`
      : member;
  return JSON.stringify(value, cut, 2) ?? 'undefined';
};

export const plain = (text) => element('pre', { class: 'text' }, text);
export const json = (value) => element('pre', {}, formatted(value));
export const sentence = (text) => element('p', { class: 'quiet' }, text);

/** The preview of a result's data: text, images, vectors and tables as such, anything else as JSON. */
export function preview(data) {
  if (typeof data === 'string') return [plain(data)];
  const images = imagesOf(data);
  if (images.length > 0) return images.map(image);
  const whole = special(data);
  if (whole) return whole;
  const members = isObject(data) ? Object.entries(data).map(([key, value]) => [key, value, special(value, key)]) : [];
  if (!members.some(([, , shown]) => shown)) return [json(data)];
  const rest = members.filter(([, , shown]) => !shown).map(([key, value]) => [key, value]);
  return [
    ...members.filter(([, , shown]) => shown).flatMap(([key, , shown]) => [element('h3', {}, key), ...shown]),
    ...(rest.length > 0 ? [element('h3', {}, 'Other members'), json(Object.fromEntries(rest))] : []),
  ];
}

/** A view for vectors, also as base64, and for lists of vectors or objects; undefined for all else. */
function special(value, key) {
  if (isVector(value)) return vector(value);
  const floats = key === 'embedding' && typeof value === 'string' ? floatsOf(value) : undefined;
  if (floats) return vector(floats);
  if (isListOf(isVector, value)) return table(value.map((numbers) => ({ vector: numbers, norm: norm(numbers) })));
  return isListOf(isObject, value) ? table(value) : undefined;
}

/** The images of an image result: all it lists, or the one it is about. */
function imagesOf(data) {
  const inner = isObject(data) && data.status === 'success' && isObject(data.data) ? data.data : {};
  const listed = Array.isArray(inner.images) ? inner.images : [inner];
  return listed.map((item) => item?.url).filter((url) => typeof url === 'string');
}

/** A remote image is not fetched: its address is shown instead. */
function image(url) {
  const [, type] = /^data:(image\/[\w.+-]+)[;,]/.exec(url) ?? [];
  if (!type) return element('figure', {}, plain(url), element('figcaption', {}, 'Remote image, not fetched'));
  const caption = element('figcaption', {}, type);
  const shown = element('img', {
    alt: 'The image that came back',
    src: url,
    load: () => caption.prepend(`${shown.naturalWidth} × ${shown.naturalHeight} pixels, `),
    error: () => caption.prepend('Not a readable image, '),
  });
  return element('figure', {}, shown, caption);
}

const norm = (numbers) => Math.hypot(...numbers);

function floatsOf(base64) {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return [...new Float32Array(bytes.buffer)];
  } catch {
    return undefined;
  }
}

function vector(numbers) {
  const facts = {
    'Length': counted(numbers.length, 'number'),
    'Norm': norm(numbers).toFixed(4),
    'First ten': numbers.slice(0, 10).map(rounded).join(', '),
  };
  return [definitions(facts), bars(numbers.slice(0, BARS))];
}

const rounded = (number) => String(Number(number.toPrecision(4)));

function bars(numbers) {
  const height = 40;
  const highest = Math.max(...numbers.map(Math.abs)) || 1;
  const bar = (number, index) => {
    const length = (Math.abs(number) / highest) * height;
    return svg('rect', { x: index + 0.15, y: number < 0 ? height : height - length, width: 0.7, height: length });
  };
  const label = `Bar chart of the first ${counted(numbers.length, 'number')}`;
  const chart = svg(
    'svg',
    {
      'viewBox': `0 0 ${numbers.length} ${2 * height}`,
      'preserveAspectRatio': 'none',
      'role': 'img',
      'aria-label': label,
    },
    ...numbers.map(bar)
  );
  return element('figure', {}, chart, element('figcaption', {}, label));
}

function table(rows) {
  const shown = rows.slice(0, ROWS);
  const columns = [...new Set(shown.flatMap(Object.keys))];
  const count = counted(rows.length, 'row');
  const line = (row) => element('tr', {}, ...columns.map((column) => element('td', {}, cellText(row[column]))));
  return [
    element(
      'table',
      {},
      element('caption', {}, rows.length > ROWS ? `The first ${ROWS} of ${count}` : count),
      element('thead', {}, element('tr', {}, ...columns.map((column) => element('th', { scope: 'col' }, column)))),
      element('tbody', {}, ...shown.map(line))
    ),
  ];
}

function cellText(value) {
  if (value === undefined) return '';
  if (isVector(value)) return `${counted(value.length, 'number')}: ${value.slice(0, 4).map(rounded).join(', ')} …`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

const definitions = (entries) =>
  element(
    'dl',
    {},
    ...Object.entries(entries).flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, cellText(value))])
  );

/** A failure as ToolJet hands it to an app: its kind, the sentence with the advice, and every detail. */
export function failure(failed) {
  const { kind, message, ...details } = failed.data ?? {};
  return [
    element('p', { class: 'problem' }, kind ? element('code', {}, kind) : 'No kind is given.'),
    plain(failed.description ?? message ?? failed.message),
    element('h3', {}, 'Details'),
    Object.keys(details).length > 0 ? definitions(details) : sentence('There are none.'),
    element('h3', {}, 'What the app gets as the query’s error'),
    json(failed),
  ];
}
