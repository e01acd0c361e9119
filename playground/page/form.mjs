/*
 * Draws the forms of manifest.json and operations.json by the rules of ToolJet's V1 form. Values stand in one flat object;
 * a field that is hidden keeps its value.
 */
import { button, element } from './dom.mjs';
import { short } from './results.mjs';

const FLIP = 'dropdown-component-flip';

const WIDGETS = {
  'text': textLine,
  'password': password,
  'textarea': textArea,
  'codehinter': textArea,
  'dropdown': dropdown,
  [FLIP]: dropdown,
  'react-component-headers': pairs,
};

const asText = (value) => (typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value));

/**
 * Draws every field among `properties` into `box`. `context` holds `id` (a prefix of ids), `changed` (called after every
 * change of `values`), `saved` (the keys that the query came with) and `secrets` (where passwords go instead).
 */
export function drawForm(box, properties, values, context) {
  const fields = Object.values(properties).filter((property) => property.type);
  const isFlip = ({ type }) => type === FLIP;
  box.replaceChildren(
    ...fields.filter((field) => !isFlip(field)).map((field) => drawField(field, values, context)),
    ...fields.filter(isFlip).flatMap((field) => drawFlip(field, properties, values, context))
  );
}

/** A flip shows the sibling group that is named by its value. */
function drawFlip(field, properties, values, context) {
  const group = element('div');
  const drawGroup = () => {
    const value = values[field.key];
    drawForm(group, Object.hasOwn(properties, value) ? properties[value] : {}, values, context);
  };
  const changed = () => {
    drawGroup();
    context.changed();
  };
  drawGroup();
  return [drawField(field, values, { ...context, changed }), group];
}

function drawField(field, values, context) {
  const { key, label, type } = field;
  const tooltip = type === FLIP ? undefined : field.tooltip;
  const id = `${context.id}-${key}`;
  const set = (value) => {
    // ToolJet's editor drops a blank unless the saved query had one.
    if (value === '' && !context.saved.includes(key)) Reflect.deleteProperty(values, key);
    else values[key] = value;
    context.changed();
  };
  const widget = Object.hasOwn(WIDGETS, type) ? WIDGETS[type] : unknown;
  const help = element('p', { id: `${id}-help`, class: 'quiet' });
  // As HTML, as in ToolJet: it is the plugin's own text, and its links matter.
  help.innerHTML = field.helpText ?? field.help_text ?? '';
  return element(
    'div',
    { 'class': 'field', 'data-key': key },
    element('label', { id: `${id}-label`, for: id, class: 'label' }, label),
    tooltip && element('span', { id: `${id}-tip`, role: 'tooltip' }, tooltip),
    widget(field, { ...context, id, set, value: values[key], describedBy: `${id}-help ${id}-tip ${id}-note` }),
    help,
    element('p', { id: `${id}-note`, class: 'note', hidden: true })
  );
}

const attributes = ({ placeholder, description }, { id, describedBy }) => ({
  id,
  'placeholder': placeholder ?? description,
  'autocomplete': 'off',
  'aria-describedby': describedBy,
});

function typed(input, { value, set }) {
  input.value = asText(value);
  input.addEventListener('input', () => set(input.value));
  return input;
}

function textLine(field, context) {
  return typed(element('input', { type: 'text', ...attributes(field, context) }), context);
}

function textArea({ type, height, rows = 1, ...field }, context) {
  const code = type === 'codehinter' ? 'code' : undefined;
  const area = typed(element('textarea', { rows, class: code, ...attributes(field, context) }), context);
  if (/^\d+px$/.test(height ?? '')) area.style.minHeight = height;
  return area;
}

/** What is typed goes to the server's memory at once; the field is emptied when it is left and the server has it. */
function password({ key, label, ...field }, context) {
  const { secrets } = context;
  const input = element('input', { type: 'password', ...attributes(field, context) });
  const forget = button('Forget', { 'aria-label': `Forget ${label}` });
  const show = () => {
    const kept = secrets.kept.includes(key);
    input.placeholder = kept ? '•••••••• kept in the server’s memory' : (field.description ?? '');
    forget.hidden = !kept;
  };
  const tell = (value) => secrets.tell(key, value).then(show, () => {});
  const empty = () => (input.value = '');
  input.addEventListener('input', () => tell(input.value));
  input.addEventListener('change', () => secrets.told.then(empty, () => {}));
  forget.addEventListener('click', () => tell('').then(() => input.focus()));
  show();
  return element('div', { class: 'row' }, input, forget);
}

/** Options are told apart by their place in the list, as values need not be texts. */
function dropdown({ list = [] }, { id, value, set, describedBy }) {
  const choose = ({ target }) => set(list[target.value].value);
  const none = value === undefined ? 'Select…' : `${asText(value)} (not in the list, but sent)`;
  const select = element(
    'select',
    { 'id': id, 'aria-describedby': describedBy, 'change': choose },
    element('option', { value: '-1', disabled: true, hidden: true }, none),
    ...list.map(({ name, label }, index) => element('option', { value: index }, name ?? label))
  );
  select.value = list.findIndex((item) => item.value === value);
  return select;
}

function pairs({ label, buttonText, button_text }, { id, value, set, describedBy }) {
  let rows = Array.isArray(value) ? value.filter(Array.isArray) : [];
  const box = element('fieldset', { id, 'aria-labelledby': `${id}-label` });
  const change = (changed) => set((rows = changed));
  const cell = (row, column) => {
    const name = ['Key', 'Value'][column];
    const named = { 'type': 'text', 'aria-label': `${label}: ${name.toLowerCase()} ${row + 1}` };
    const input = element('input', { ...attributes({ placeholder: name }, { describedBy }), ...named });
    const setCell = (text) => change(rows.map((pair, at) => (at === row ? pair.with(column, text) : pair)));
    return typed(input, { value: rows[row][column], set: setCell });
  };
  const redraw = (changed) => {
    change(changed);
    draw();
    box.lastChild.previousSibling.firstChild.focus();
  };
  const pair = (_pair, row) => {
    const remove = { 'aria-label': `Remove ${label} ${row + 1}`, 'click': () => redraw(rows.toSpliced(row, 1)) };
    return element('div', { class: 'row' }, cell(row, 0), cell(row, 1), button('×', remove));
  };
  const add = () => redraw([...rows, ['', '']]);
  const draw = () => {
    if (rows.length === 0) rows = [['', '']];
    box.replaceChildren(...rows.map(pair), button(buttonText ?? button_text ?? 'Add', { click: add }));
  };
  draw();
  return box;
}

const unknown = ({ type }) =>
  element('p', { class: 'note problem' }, `The playground cannot draw a field of the type ${type}.`);

/** Says beside each drawn field what became of its templates; `resolved` holds `value` and `problems` by key. */
export function annotate(box, values, resolved) {
  for (const field of box.querySelectorAll('.field')) {
    const { key } = field.dataset;
    const { value, problems } = resolved[key] ?? { problems: [] };
    const note = field.lastChild;
    const bound = problems.length === 0 && JSON.stringify(value) !== JSON.stringify(values[key]);
    note.textContent = bound ? `= ${short(JSON.stringify(value), 160, 160)}` : problems.join('\n');
    note.classList.toggle('problem', problems.length > 0);
    note.hidden = !note.textContent;
    for (const input of field.querySelectorAll('input, textarea')) input.ariaInvalid = problems.length > 0 || null;
  }
}
