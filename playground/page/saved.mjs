/* Opens saved queries of ToolJet; nothing runs on opening. */
import { button, byId, element } from './dom.mjs';

const hasOperation = (value) => typeof value?.operation === 'string';

/** Every saved query in a JSON value: the value itself, or all objects in it with an `options.operation`. */
function savedQueries(json) {
  if (hasOperation(json)) return [{ name: 'Query', options: json }];
  const found = [];
  const open = [json];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (hasOperation(value.options)) found.push({ name: String(value.name ?? 'Query'), options: value.options });
    open.push(...Object.values(value).reverse());
  }
  return found;
}

/** The saved queries in a text, or what is wrong with it. */
function queriesIn(text) {
  if (!text.trim()) return { found: [] };
  try {
    const found = savedQueries(JSON.parse(text));
    return found.length > 0
      ? { found }
      : { found, problem: 'No query is in here: nothing has options with an operation.' };
  } catch (error) {
    return { found: [], problem: `This is not valid JSON: ${error.message}` };
  }
}

/** Wires the dialog; `opened` gets the options of the chosen query. */
export function savedQueryDialog(opened) {
  const dialog = byId('open-dialog');
  const [text, note, list, upload] = ['open-text', 'open-note', 'open-list', 'open-file'].map(byId);
  const choose = ({ options }) => {
    dialog.close();
    opened(options);
  };
  const entry = (query) =>
    element('li', {}, button(`${query.name} (${query.options.operation})`, { click: () => choose(query) }));
  const look = (json) => {
    const { found, problem } = queriesIn((text.value = json));
    list.replaceChildren(...found.map(entry));
    note.textContent = problem ?? '';
    text.ariaInvalid = problem ? 'true' : null;
  };
  text.addEventListener('input', () => look(text.value));
  upload.addEventListener('change', async () => {
    look((await upload.files[0]?.text()) ?? '');
    upload.value = '';
  });
  byId('open').addEventListener('click', () => {
    look('');
    dialog.showModal();
  });
  byId('open-cancel').addEventListener('click', () => dialog.close());
}
