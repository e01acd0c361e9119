/* Shows what a query gave. Everything a model or a server said is set as plain text. */
import { element, svg } from './dom.mjs';

const ROWS = 100;
const BARS = 96;
const LONGEST = 2000;

export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isVector = (value) => Array.isArray(value) && value.length > 1 && value.every((item) => typeof item === 'number');
const isListOf = (is, value) => Array.isArray(value) && value.length > 0 && value.every(is);
const counted = (count, word) => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
export const short = (text, longest, kept) =>
  text.length > longest ? `${text.slice(0, kept)}… (${counted(text.length, 'character')})` : text;

/** JSON to look at: very long texts and lists in it are cut. */
function formatted(value) {
  const cut = (_key, member) => {
    if (Array.isArray(member) && member.length > ROWS) {
      return [...member.slice(0, ROWS), `… (${member.length.toLocaleString('en')} in all)`];
    }
    return typeof member === 'string' ? short(member, LONGEST, 200) : member;
  };
  return JSON.stringify(value, cut, 2) ?? 'undefined';
}

export const plain = (text) => element('pre', { class: 'text' }, text);
export const json = (value) => element('pre', {}, formatted(value));
export const heading = (text) => element('h3', {}, text);
export const sentence = (text) => element('p', { class: 'quiet' }, text);

/** The preview of a result's data: text, images, vectors and tables as such, anything else as JSON. */
export function preview(data) {
  if (typeof data === 'string') return [plain(data)];
  const images = imagesOf(data).map(image);
  if (images.length > 0) return images;
  if (!isObject(data)) return special(data) ?? [json(data)];
  if (isListOf(isObject, data.sources)) return answer(data);
  const view = ([key, value]) => [key, value, special(key === 'embedding' ? floats(value) : value)];
  const members = Object.entries(data).map(view);
  const seen = members.flatMap(([key, , shown]) => (shown ? [heading(key), ...shown] : []));
  const rest = Object.fromEntries(members.filter(([, , shown]) => !shown));
  if (seen.length === 0) return [json(data)];
  return Object.keys(rest).length > 0 ? [...seen, heading('Other members'), json(rest)] : seen;
}

/** An answer with sources: its text, where that comes from, and all else as JSON. */
const answer = ({ content, sources, ...rest }) => [
  plain(content ?? ''),
  heading('sources'),
  element('ul', {}, ...sources.map(source)),
  heading('Other members'),
  json(rest),
];

/** A title, as a link if its address is one of the web, and the address. The page behind it learns nothing of this one. */
function source({ url, title }) {
  const isWeb = /^https?:$/.test(URL.parse(url)?.protocol);
  const link = element('a', { href: url, target: '_blank', rel: 'noreferrer noopener' }, title ?? url);
  const address = title ? element('span', { class: 'quiet' }, ` ${url}`) : undefined;
  return element('li', {}, isWeb ? link : (title ?? url), address);
}

/** A view for vectors, and for lists of vectors or objects; undefined for all else. */
function special(value) {
  if (isVector(value)) return vector(value);
  if (isListOf(isVector, value)) return table(value.map((numbers) => ({ vector: numbers, norm: norm(numbers) })));
  return isListOf(isObject, value) ? table(value) : undefined;
}

/** The numbers of an embedding that came as base64; anything else as it is. */
function floats(embedding) {
  try {
    return [...new Float32Array(Uint8Array.from(atob(embedding), (character) => character.charCodeAt(0)).buffer)];
  } catch {
    return embedding;
  }
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

const norm = (numbers) => Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0));
const rounded = (number) => String(Number(number.toPrecision(4)));
const first = (numbers, count) => numbers.slice(0, count).map(rounded).join(', ');

function vector(numbers) {
  const length = counted(numbers.length, 'number');
  const start = `First ${Math.min(numbers.length, 10)}: ${first(numbers, 10)}`;
  const facts = `Length: ${length}\nNorm: ${norm(numbers).toFixed(4)}\n${start}`;
  return [element('p', { class: 'code' }, facts), bars(numbers.slice(0, BARS))];
}

function bars(numbers) {
  const height = 40;
  const highest = Math.max(...numbers.map(Math.abs)) || 1;
  const bar = (number, index) => `M${index + 0.5} ${height}v${(-number / highest) * height}`;
  const label = `Bar chart of numbers 1 to ${numbers.length}`;
  const drawn = { 'viewBox': `0 0 ${numbers.length} ${2 * height}`, 'preserveAspectRatio': 'none', 'role': 'img' };
  const chart = svg('svg', { ...drawn, 'aria-label': label }, svg('path', { d: numbers.map(bar).join('') }));
  return element('figure', {}, chart, element('figcaption', {}, label));
}

function table(rows) {
  const shown = rows.slice(0, ROWS);
  const columns = [...new Set(shown.flatMap(Object.keys))];
  const count = counted(rows.length, 'row');
  const head = element('tr', {}, ...columns.map((column) => element('th', { scope: 'col' }, column)));
  const line = (row) => element('tr', {}, ...columns.map((column) => element('td', {}, cellText(row[column]))));
  const caption = element('caption', {}, rows.length > ROWS ? `The first ${ROWS} of ${count}` : count);
  return [element('table', {}, caption, element('thead', {}, head), element('tbody', {}, ...shown.map(line)))];
}

function cellText(value) {
  if (value === undefined) return '';
  if (isVector(value)) return `${counted(value.length, 'number')}: ${first(value, 4)} …`;
  return short(typeof value === 'string' ? value : JSON.stringify(value), 300, 300);
}

/** A failure as ToolJet hands it to an app: its kind, the sentence with the advice, and every detail. */
export function failure(failed) {
  const kind = failed.data?.kind;
  if (!kind) return [plain(failed.description ?? failed.message)];
  return [
    element('p', { class: 'problem' }, element('code', {}, kind)),
    plain(failed.description),
    heading('Details, as the app gets them in the query’s error'),
    json(failed),
  ];
}
