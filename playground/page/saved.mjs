/* Opens saved queries of ToolJet; nothing runs on opening. */
import { button, byId, element } from './dom.mjs';

const hasOperation = (value) => typeof value?.operation === 'string';

/** The saved queries in a text: the options of one, or every object with an `options.operation`; else what is wrong. */
function queriesIn(text) {
  const found = [];
  if (!text.trim()) return { found };
  const look = (_key, value) => {
    if (hasOperation(value?.options)) found.push({ name: String(value.name ?? 'Query'), options: value.options });
    return value;
  };
  try {
    const json = JSON.parse(text, look);
    if (hasOperation(json)) return { found: [{ name: 'Query', options: json }] };
  } catch (error) {
    return { found: [], problem: `This is not valid JSON: ${error.message}` };
  }
  const problem = 'No query is in here: nothing has options with an operation.';
  return found.length > 0 ? { found } : { found, problem };
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
}
