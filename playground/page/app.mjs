import { ask, button, byId, element } from './dom.mjs';
import { annotate, drawForm } from './form.mjs';
import { failure, heading, isObject, json, plain, preview, sentence } from './results.mjs';
import { savedQueryDialog } from './saved.mjs';
import { resolve } from './templates.mjs';

const EXAMPLE_STATE = {
  components: { textinput1: { value: 'Hello' }, table1: { selectedRow: { name: 'Ada', born: 1815 } } },
  queries: { orders: { data: [{ 'item': 'Lamp', 'unit price': 40 }] } },
  variables: { history: [{ role: 'user', content: 'My name is Ada.' }] },
};

const TABS = { preview: 'Preview', json: 'JSON', metadata: 'Metadata', request: 'Request', error: 'Error' };

/** Without its forms the page says why, and nothing more of it is drawn. */
const noForms = ({ message }) => {
  byId('intro').textContent = message;
  return new Promise(() => {});
};

const [forms, kept] = await Promise.all([ask('/api/forms'), ask('/api/secrets')]).catch(noForms);
const own = Object.fromEntries(Object.entries(forms.connection.defaults ?? {}).map(([key, { value }]) => [key, value]));
let options = {};

/** What is typed into a password field: told to the server, one after another, and only its name is kept here. */
const secrets = { kept, told: Promise.resolve() };
secrets.tell = (key, value) => {
  const telling = () => ask('/api/secrets', { [key]: value }).then((kept) => (secrets.kept = kept));
  return (secrets.told = secrets.told.then(telling, telling));
};

const embedded = () => byId('source-embedded').checked;
const source = () => (embedded() ? { fault: byId('fault').value } : { own });
const say = (id, text) => (byId(id).textContent = text);

/** Asks once the server knows what was typed, and not at all if it does not; a failure here looks like one of the query. */
const asked = (path, question) =>
  secrets.told.then(() => ask(path, question)).catch(({ message }) => ({ status: 'failed', message }));

let tests = 0;

/** What a test of the connection said is no longer true of a changed one. */
function drawSource() {
  tests += 1;
  byId('embedded').hidden = !embedded();
  byId('own').hidden = embedded();
  say('tested', '');
  changed();
}

async function testConnection() {
  const mine = (tests += 1);
  say('tested', 'Testing…');
  const { status, message } = await asked('/api/test', source());
  if (mine !== tests) return;
  say('tested', message ? `${status}: ${message}` : status);
  byId('tested').className = status === 'ok' ? 'good' : 'problem';
}

function openQuery(opened) {
  options = opened;
  const saved = Object.keys(options);
  drawForm(byId('query-form'), forms.query.properties, options, { id: 'query', changed, secrets, saved });
  changed();
}

function appState() {
  try {
    const state = JSON.parse(byId('state').value);
    return isObject(state) ? { state } : { problem: 'App state must be a JSON object, in { }.' };
  } catch (error) {
    return { problem: `App state is not valid JSON: ${error.message}` };
  }
}

const inSomeForm = (key) => JSON.stringify(forms.query).includes(`"key":${JSON.stringify(key)}`);

/** Every option with its templates resolved, by key, all that would be sent, and what is wrong where. */
function resolved() {
  const { state } = appState();
  const byKey = Object.fromEntries(Object.entries(options).map(([key, value]) => [key, resolve(value, state)]));
  const sent = Object.fromEntries(Object.entries(byKey).map(([key, { value }]) => [key, value]));
  const fields = [...byId('query-form').querySelectorAll('.field')];
  const labels = Object.fromEntries(fields.map((field) => [field.dataset.key, field.firstChild.textContent]));
  const hidden = Object.keys(options).filter((key) => !Object.hasOwn(labels, key));
  // Options of an old version count although no field shows them, because the plugin reads them.
  const isOld = (key) => !Object.hasOwn(forms.query.properties, sent.operation) || !inSomeForm(key);
  const counted = Object.entries(byKey).filter(([key]) => labels[key] || isOld(key));
  const problems = counted.flatMap(([key, { problems }]) =>
    problems.map((problem) => `${labels[key] ?? key}: ${problem}`)
  );
  return { byKey, sent, hidden, problems };
}

function changed() {
  const { problem } = appState();
  say('state-note', problem ?? '');
  byId('state').ariaInvalid = problem ? 'true' : null;
  const { byKey, hidden } = resolved();
  annotate(byId('query-form'), options, byKey);
  if (!byId('run').disabled) say('status', '');
  say('others', hidden.length > 0 ? `Sent too, without a field on show: ${hidden.join(', ')}` : '');
  if (!byId('request').hidden) drawRequest();
}

async function copyQuery() {
  const copied = navigator.clipboard.writeText(JSON.stringify(options, null, 2));
  say('copied', await copied.then(() => 'Copied').catch(() => 'The browser does not let the page copy'));
  setTimeout(() => say('copied', ''), 3000);
}

const looking = () => Object.keys(TABS).find((name) => !byId(name).hidden);

function choose(name) {
  for (const tab of Object.keys(TABS)) {
    byId(tab).hidden = tab !== name;
    byId(`${tab}-tab`).ariaSelected = tab === name;
    byId(`${tab}-tab`).tabIndex = tab === name ? 0 : -1;
  }
  if (name === 'request') drawRequest();
}

function moveBetweenTabs({ key, target }) {
  const { nextSibling, previousSibling, parentNode } = target;
  const next = { ArrowRight: nextSibling ?? parentNode.firstChild, ArrowLeft: previousSibling ?? parentNode.lastChild };
  next[key]?.click();
  next[key]?.focus();
}

function drawTab([name, label]) {
  const tab = { 'id': `${name}-tab`, 'role': 'tab', 'aria-controls': name, 'click': () => choose(name) };
  const panel = { 'id': name, 'role': 'tabpanel', 'aria-labelledby': tab.id, 'tabindex': 0 };
  const start = name === 'request' ? 'Asking the plugin…' : 'Nothing has run yet.';
  byId('tabs').append(button(label, tab));
  byId('result').append(element('div', panel, sentence(start)));
}

function show(result) {
  const { status, data, metadata } = result;
  const ok = status === 'ok';
  const fill = (tab, ...nodes) => byId(tab).replaceChildren(...nodes);
  const warnings = (metadata?.warnings ?? []).map((warning) => element('p', { class: 'warning' }, warning));
  fill('preview', ...warnings, ...(ok ? preview(data) : [sentence('The query failed: see Error.')]));
  fill('json', ok ? json(data) : sentence('There is no result.'));
  fill('metadata', metadata ? json(metadata) : sentence('There is no metadata.'));
  fill('error', ...(ok ? [sentence('There is no error.')] : failure(result)));
  if (!ok && looking() !== 'request') choose('error');
}

async function run(anyway) {
  const { sent, problems } = resolved();
  if (byId('run').disabled) return;
  byId('result').scrollIntoView({ block: 'nearest' });
  if (problems.length > 0 && !anyway) {
    say('status', 'Not run: see Request');
    choose('request');
    return;
  }
  const focused = document.activeElement;
  byId('run').disabled = true;
  say('status', 'Running…');
  if (['error', 'request'].includes(looking())) choose('preview');
  const from = embedded() ? 'the embedded test server: answers are made up' : own.base_url || 'OpenAI';
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const clock = setInterval(() => say('elapsed', seconds()), 100);
  const result = await asked('/api/run', { ...source(), options: sent });
  clearInterval(clock);
  say('elapsed', '');
  say('answered', `From ${from}`);
  say('status', `${result.status === 'ok' ? 'Done' : 'Failed'} after ${seconds()}`);
  byId('run').disabled = false;
  show(result);
  // What was disabled or is hidden has lost the focus; it is given back unless it went elsewhere meanwhile.
  if (document.activeElement === document.body) [byId('run'), focused].forEach((node) => node.focus());
}

let latest = 0;

/** What the plugin would get and send; an answer that comes when the next was asked for is dropped. */
async function drawRequest() {
  const mine = (latest += 1);
  const { sent, problems } = resolved();
  const dryRun = await dryRunOf(sent);
  if (mine !== latest) return;
  const got = [heading('What the plugin would get'), json(sent)];
  const sends = [heading('What it would send (dry run)'), dryRun];
  byId('request').replaceChildren(...(problems.length > 0 ? [stopNotice(problems)] : []), ...got, ...sends);
}

function stopNotice(problems) {
  const anyway = button('Run anyway, as shown below', { click: () => run(true) });
  const lines = ['Run sends nothing yet.', ...problems].map((line) => element('p', {}, line));
  return element('div', { class: 'warning' }, ...lines, anyway);
}

async function dryRunOf(sent) {
  const { properties } = forms.query;
  // An operation of an old version has no form; the plugin runs it as the one that took its place, dry runs too.
  const hasForm = Object.hasOwn(properties, sent.operation);
  if (hasForm && !Object.hasOwn(properties[sent.operation], 'dry_run'))
    return sentence('This operation has no dry run to show its request.');
  const question = { ...(!embedded() && { own }), options: { ...sent, dry_run: 'yes' } };
  const result = await asked('/api/run', question);
  return result.status === 'ok' ? json(result.data) : plain(result.description ?? result.message);
}

Object.entries(TABS).forEach(drawTab);
choose('preview');
const faults = [{ id: '', name: 'None' }, ...forms.faults];
byId('fault').append(...faults.map(({ id, name }) => element('option', { value: id }, name)));
const connectionContext = { id: 'own', changed: drawSource, secrets, saved: Object.keys(own) };
drawForm(byId('connection-form'), forms.connection.properties, own, connectionContext);
byId('state').value = JSON.stringify(EXAMPLE_STATE, null, 2);
const newQuery = () => openQuery(structuredClone(forms.query.defaults ?? {}));
newQuery();
drawSource();
savedQueryDialog(openQuery);
byId('tabs').addEventListener('keydown', moveBetweenTabs);
byId('state').addEventListener('input', changed);
for (const id of ['source-embedded', 'source-own', 'fault']) byId(id).addEventListener('change', drawSource);
const clicks = { new: newQuery, copy: copyQuery, test: testConnection, run: () => run(false) };
for (const [id, click] of Object.entries(clicks)) byId(id).addEventListener('click', click);
// Escape leaves a field, and with it goes the tooltip.
document.addEventListener('keydown', ({ key }) => key === 'Escape' && document.activeElement.blur());
document.addEventListener('keydown', ({ key, ctrlKey, metaKey, repeat }) => {
  if (key === 'Enter' && (ctrlKey || metaKey) && !repeat && !byId('open-dialog').open) run(false);
});
document.querySelector('main').hidden = false;
