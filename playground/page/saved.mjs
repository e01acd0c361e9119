/* Opens saved queries of ToolJet; nothing runs on opening. */
import { button, byId, element } from './dom.mjs';

const hasOperation = (value) => typeof value?.operation === 'string';

/** Every saved query in a JSON value: the value itself, or all objects in it with an `options.operation`. */
export function savedQueries(json) {
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
  const say = (message) => {
    note.textContent = message;
    note.hidden = !message;
    text.setAttribute('aria-invalid', Boolean(message));
  };
  const look = () => {
    list.replaceChildren();
    if (!text.value.trim()) return say('');
    try {
      const found = savedQueries(JSON.parse(text.value));
      list.replaceChildren(...found.map(entry));
      return say(found.length > 0 ? '' : 'No query is in here: nothing has options with an operation.');
    } catch (error) {
      return say(`This is not valid JSON: ${error.message}`);
    }
  };
  text.addEventListener('input', look);
  upload.addEventListener('change', async () => {
    text.value = await upload.files[0].text();
    upload.value = '';
    look();
  });
  byId('open').addEventListener('click', () => {
    text.value = '';
    look();
    dialog.showModal();
  });
  byId('open-cancel').addEventListener('click', () => dialog.close());
}
