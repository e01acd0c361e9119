/*
 * Draws the forms of manifest.json and operations.json by the rules of ToolJet's V1 form. Values stand in one flat object;
 * a field that is hidden keeps its value.
 */
import { button, element } from './dom.mjs';

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
 * change of `values`) and `secrets` (where passwords go instead).
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
  const group = element('div', { class: 'group' });
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
  const helpText = field.helpText ?? field.help_text;
  const id = `${context.id}-${key}`;
  const wasSet = Object.hasOwn(values, key);
  const set = (value) => {
    // ToolJet's editor drops a blank unless the saved query had one.
    if (value === '' && !wasSet) Reflect.deleteProperty(values, key);
    else values[key] = value;
    context.changed();
  };
  const describedBy = [helpText && `${id}-help`, tooltip && `${id}-tip`, `${id}-note`].filter(Boolean).join(' ');
  const widget = Object.hasOwn(WIDGETS, type) ? WIDGETS[type] : unknown;
  return element(
    'div',
    { 'class': 'field', 'data-key': key },
    element(
      'div',
      { class: 'label' },
      element('label', { 'id': `${id}-label`, 'for': id, 'class': tooltip && 'has-tip' }, label),
      tooltip && button('?', { 'class': 'tip', 'aria-label': `About ${label}` }),
      tooltip && element('span', { id: `${id}-tip`, role: 'tooltip' }, tooltip)
    ),
    widget(field, { id, value: values[key], set, describedBy, secrets: context.secrets }),
    helpText && element('p', { id: `${id}-help`, class: 'quiet' }, ...linksAndText(helpText)),
    element('p', { id: `${id}-note`, class: 'note', hidden: true })
  );
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

const attributes = ({ placeholder, description }, { id, describedBy }) => ({
  id,
  'placeholder': placeholder ?? description,
  'autocomplete': 'off',
  'spellcheck': 'false',
  'aria-describedby': describedBy,
});

function typed(input, { value, set }) {
  input.value = asText(value);
  input.addEventListener('input', () => set(input.value));
  return input;
}

/** What is typed goes to the server's memory when the field is left, and the field is emptied. */
function password(field, context) {
  const { key, label } = field;
  const { secrets } = context;
  const input = element('input', { type: 'password', ...attributes(field, context) });
  const forget = button('Forget', { 'aria-label': `Forget ${label}` });
  const show = () => {
    const kept = secrets.kept.includes(key);
    input.value = '';
    input.placeholder = kept ? '•••••••• kept in the server’s memory' : (field.description ?? '');
    forget.hidden = !kept;
  };
  input.addEventListener('change', () => input.value && secrets.tell(key, input.value).then(show));
  forget.addEventListener('click', async () => {
    await secrets.tell(key, '');
    show();
    input.focus();
  });
  show();
  return element('div', { class: 'row' }, input, forget);
}

/** Options are told apart by their place in the list, as values need not be texts. */
function dropdown({ list = [] }, { id, value, set, describedBy }) {
  const place = list.findIndex((item) => item.value === value);
  const stale = element('p', { class: 'note', hidden: value === undefined || place >= 0 });
  stale.textContent = `The saved value ${asText(value)} is not in the list. It is sent all the same.`;
  const choose = () => {
    stale.hidden = true;
    set(list[select.value].value);
  };
  const select = element(
    'select',
    { 'id': id, 'aria-describedby': describedBy, 'change': choose },
    element('option', { value: '-1', disabled: true, hidden: true }, 'Select…'),
    ...list.map(({ name, label }, index) => element('option', { value: index }, name ?? label))
  );
  select.value = place;
  return element('div', {}, select, stale);
}

function pairs({ label, buttonText, button_text }, { id, value, set, describedBy }) {
  const given = Array.isArray(value) ? value.filter(Array.isArray) : [];
  let rows = given.length > 0 ? given : [['', '']];
  const box = element('div');
  const change = (changed) => {
    rows = changed;
    set(rows);
  };
  const cell = (row, column) => {
    const name = ['Key', 'Value'][column];
    const named = { 'type': 'text', 'aria-label': `${label}: ${name.toLowerCase()} ${row + 1}` };
    const input = element('input', { ...attributes({ placeholder: name }, { describedBy }), ...named });
    const setCell = (text) => change(rows.map((pair, at) => (at === row ? pair.with(column, text) : pair)));
    return typed(input, { value: rows[row][column], set: setCell });
  };
  const remove = (row) => {
    change(rows.length > 1 ? rows.toSpliced(row, 1) : [['', '']]);
    draw();
    add.focus();
  };
  const append = () => {
    change([...rows, ['', '']]);
    draw();
    box.lastChild.firstChild.focus();
  };
  const add = button(buttonText ?? button_text ?? 'Add', { click: append });
  const pair = (_pair, row) => {
    const attributes = { 'aria-label': `Remove ${label} ${row + 1}`, 'click': () => remove(row) };
    return element('div', { class: 'row' }, cell(row, 0), cell(row, 1), button('×', attributes));
  };
  const draw = () => box.replaceChildren(...rows.map(pair));
  draw();
  return element('div', { id, 'class': 'pairs', 'role': 'group', 'aria-labelledby': `${id}-label` }, box, add);
}

const unknown = ({ type }) =>
  element('p', { class: 'note problem' }, `The playground cannot draw a field of the type ${type}.`);

/** The links and the text of a help text; all other HTML in it is left out. */
function linksAndText(html) {
  const shown = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return [node.data];
    if (node.nodeName === 'A' && /^https?:/.test(node.href)) {
      return [element('a', { href: node.href, target: '_blank', rel: 'noreferrer' }, node.textContent)];
    }
    return [...node.childNodes].flatMap(shown);
  };
  return shown(new DOMParser().parseFromString(html, 'text/html').body);
}

/** Says beside each drawn field what became of its templates; `resolved` holds `value` and `problems` by key. */
export function annotate(box, values, resolved) {
  for (const field of box.querySelectorAll('.field')) {
    const { key } = field.dataset;
    const { value, problems } = resolved[key] ?? { problems: [] };
    const note = field.lastChild;
    const bound = problems.length === 0 && JSON.stringify(value) !== JSON.stringify(values[key]);
    note.textContent = bound ? `= ${short(JSON.stringify(value))}` : problems.join('\n');
    note.classList.toggle('problem', problems.length > 0);
    note.hidden = !note.textContent;
    const inputs = field.querySelectorAll('input, textarea');
    inputs.forEach((input) => input.setAttribute('aria-invalid', problems.length > 0));
  }
}

const short = (text) => (text.length > 160 ? `${text.slice(0, 160)}…` : text);
