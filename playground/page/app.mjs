import { ask, button, byId, element } from './dom.mjs';
import { annotate, drawForm } from './form.mjs';
import { failure, json, plain, preview, sentence } from './results.mjs';
import { savedQueryDialog } from './saved.mjs';
import { resolve } from './templates.mjs';

const EXAMPLE_STATE = {
  components: {
    textinput1: { value: 'What are the key principles of machine learning?' },
    table1: { selectedRow: { name: 'Ada', born: 1815 } },
  },
  queries: { orders: { data: [{ 'item': 'Lamp', 'unit price': 40 }] } },
  variables: { history: [{ role: 'user', content: 'My name is Ada.' }] },
};

const TABS = { preview: 'Preview', json: 'JSON', metadata: 'Metadata', request: 'Request', error: 'Error' };

const forms = await ask('/api/forms');
const own = Object.fromEntries(Object.entries(forms.connection.defaults ?? {}).map(([key, { value }]) => [key, value]));
let options = {};

/** What is typed into a password field: told to the server once, and only its name is kept here. */
const secrets = {
  kept: await ask('/api/secrets'),
  told: Promise.resolve(),
  tell(key, value) {
    const keep = (kept) => (secrets.kept = kept);
    secrets.told = ask('/api/secrets', { [key]: value }).then(keep, ({ message }) => sayTested('failed', message));
    return secrets.told;
  },
};

const embedded = () => byId('source-embedded').checked;
const source = () => (embedded() ? { fault: byId('fault').value } : { own });

/** Leaves the field that has the focus for a moment, so that a password in it is told; waits until the server knows. */
async function settled() {
  const focused = document.activeElement;
  focused.blur();
  focused.focus();
  await secrets.told;
}

const failedAs = (error) => ({ status: 'failed', message: error.message });

// Connection

function drawSource() {
  byId('embedded').hidden = !embedded();
  byId('own').hidden = embedded();
  byId('tested').textContent = '';
  changed();
}

async function testConnection() {
  byId('tested').textContent = 'Testing…';
  await settled();
  const { status, message } = await ask('/api/test', source()).catch(failedAs);
  sayTested(status, message);
}

function sayTested(status, message) {
  byId('tested').textContent = message ? `${status}: ${message}` : status;
  byId('tested').className = status === 'ok' ? 'good' : 'problem';
}

// Query

function openQuery(opened) {
  options = opened;
  drawForm(byId('query-form'), forms.query.properties, options, { id: 'query', changed, secrets });
  changed();
}

function appState() {
  try {
    const state = JSON.parse(byId('state').value);
    const isObject = typeof state === 'object' && state !== null && !Array.isArray(state);
    return isObject ? { state } : { problem: 'App state must be a JSON object, in { }.' };
  } catch (error) {
    return { problem: `App state is not valid JSON: ${error.message}` };
  }
}

/** Key and label of every field on show. */
const drawnFields = () =>
  [...byId('query-form').querySelectorAll('.field')].map((field) => ({
    key: field.dataset.key,
    label: field.querySelector('label').textContent,
  }));

/** Everything that would be sent, and the labels of the fields whose templates have no value. */
function resolved() {
  const { state } = appState();
  const byKey = Object.fromEntries(Object.entries(options).map(([key, value]) => [key, resolve(value, state)]));
  return {
    byKey,
    options: Object.fromEntries(Object.entries(byKey).map(([key, { value }]) => [key, value])),
    problems: drawnFields().flatMap(({ key, label }) => (byKey[key]?.problems.length > 0 ? [label] : [])),
  };
}

function changed() {
  const { problem } = appState();
  byId('state-note').textContent = problem ?? '';
  byId('state-note').hidden = !problem;
  byId('state').setAttribute('aria-invalid', Boolean(problem));
  annotate(byId('query-form'), options, resolved().byKey);
  const drawn = drawnFields().map(({ key }) => key);
  const others = Object.keys(options).filter((key) => !drawn.includes(key));
  byId('others').textContent = `Sent too, without a field on show: ${others.join(', ')}`;
  byId('others').hidden = others.length === 0;
  if (!byId('request').hidden) drawRequest();
}

async function copyQuery() {
  const copied = navigator.clipboard.writeText(JSON.stringify(options, null, 2));
  byId('copied').textContent = await copied.then(
    () => 'Copied',
    () => 'The browser does not let the page copy'
  );
  setTimeout(() => (byId('copied').textContent = ''), 3000);
}

// Result

function choose(name) {
  for (const tab of Object.keys(TABS)) {
    byId(tab).hidden = tab !== name;
    byId(`${tab}-tab`).setAttribute('aria-selected', tab === name);
    byId(`${tab}-tab`).tabIndex = tab === name ? 0 : -1;
  }
  if (name === 'request') drawRequest();
}

function moveBetweenTabs({ key, target }) {
  const { nextSibling, previousSibling, parentNode } = target;
  const { firstChild, lastChild } = parentNode;
  const next = { ArrowRight: nextSibling ?? firstChild, ArrowLeft: previousSibling ?? lastChild };
  if (!Object.hasOwn(next, key)) return;
  next[key].click();
  next[key].focus();
}

function drawTab([name, label]) {
  const id = `${name}-tab`;
  byId('tabs').append(button(label, { id, 'role': 'tab', 'aria-controls': name, 'click': () => choose(name) }));
  const panel = { 'id': name, 'role': 'tabpanel', 'aria-labelledby': id, 'tabindex': 0 };
  byId('result').append(element('div', panel, sentence('Nothing has run yet.')));
}

function show(result) {
  const { status, data, metadata } = result;
  const ok = status === 'ok';
  const none = (what) => [sentence(`There is no ${what}.`)];
  const warnings = (metadata?.warnings ?? []).map((warning) => element('p', { class: 'warning' }, warning));
  const first = ok ? preview(data) : [sentence('The query failed: see Error.')];
  byId('preview').replaceChildren(...warnings, ...first);
  byId('json').replaceChildren(...(ok ? [json(data)] : none('result')));
  byId('metadata').replaceChildren(...(metadata ? [json(metadata)] : none('metadata')));
  byId('error').replaceChildren(...(ok ? none('error') : failure(result)));
  const looking = Object.keys(TABS).find((name) => !byId(name).hidden);
  if (!ok) choose('error');
  else if (['error', 'request'].includes(looking)) choose('preview');
}

async function run(anyway) {
  const { options: sent, problems } = resolved();
  if (byId('run').disabled) return;
  if (problems.length > 0 && !anyway) {
    say('Not run: see Request');
    choose('request');
    return;
  }
  const focused = document.activeElement;
  const told = settled();
  setRunning(true);
  await told;
  byId('answered').textContent = embedded() ? 'Embedded test server: answers are made up' : 'Answered by your server';
  const seconds = stopwatch();
  const result = await ask('/api/run', { ...source(), options: sent }).catch(failedAs);
  const took = seconds();
  show(result);
  say(`${result.status === 'ok' ? 'Done' : 'Failed'} after ${took} s`);
  setRunning(false);
  // A button that was disabled has lost the focus; it is given back unless the focus went elsewhere meanwhile.
  if (document.activeElement === document.body) focused.focus();
}

function setRunning(now) {
  byId('run').disabled = now;
  byId('result').setAttribute('aria-busy', now);
}

const say = (text) => (byId('status').textContent = text);

/** Shows the time that passes; gives a function that stops and tells the seconds. */
function stopwatch() {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
  const tick = () => (byId('elapsed').textContent = `${seconds()} s`);
  say('Running…');
  tick();
  const timer = setInterval(tick, 100);
  return () => {
    clearInterval(timer);
    byId('elapsed').textContent = '';
    return seconds();
  };
}

// The dry run

let latest = 0;

async function drawRequest() {
  latest += 1;
  const mine = latest;
  const { options: sent, problems } = resolved();
  const dryRun = await dryRunOf(sent);
  if (mine !== latest) return;
  byId('request').replaceChildren(
    ...(problems.length > 0 ? [stopNotice(problems)] : []),
    element('h3', {}, 'What the plugin would get'),
    json(sent),
    element('h3', {}, 'What it would send (dry run)'),
    dryRun
  );
}

function stopNotice(problems) {
  const text = `Run sends nothing yet, because templates have no value in: ${problems.join(', ')}. The values below are what would be sent.`;
  const anyway = button('Run anyway, as ToolJet would', { click: () => run(true) });
  return element('div', { class: 'warning' }, element('p', {}, text), anyway);
}

async function dryRunOf(sent) {
  const { properties } = forms.query;
  const form = Object.hasOwn(properties, sent.operation) ? properties[sent.operation] : {};
  if (!Object.hasOwn(form, 'dry_run')) return sentence('This operation has no dry run to show its request.');
  await secrets.told;
  const asked = embedded() ? {} : { own };
  const result = await ask('/api/run', { ...asked, options: { ...sent, dry_run: 'yes' } }).catch(failedAs);
  return result.status === 'ok' ? json(result.data) : plain(result.description ?? result.message);
}

// Wiring

Object.entries(TABS).forEach(drawTab);
choose('preview');
byId('tabs').addEventListener('keydown', moveBetweenTabs);
const faults = [{ id: '', name: 'None' }, ...forms.faults];
byId('fault').append(...faults.map(({ id, name }) => element('option', { value: id }, name)));
drawForm(byId('connection-form'), forms.connection.properties, own, { id: 'own', changed, secrets });
byId('state').value = JSON.stringify(EXAMPLE_STATE, null, 2);
byId('state').addEventListener('input', changed);
const newQuery = () => openQuery(structuredClone(forms.query.defaults ?? {}));
newQuery();
for (const id of ['source-embedded', 'source-own']) byId(id).addEventListener('change', drawSource);
drawSource();
savedQueryDialog(openQuery);
byId('new').addEventListener('click', newQuery);
byId('copy').addEventListener('click', copyQuery);
byId('test').addEventListener('click', testConnection);
byId('run').addEventListener('click', () => run(false));
document.addEventListener('keydown', ({ key, ctrlKey, metaKey }) => {
  if (key === 'Enter' && (ctrlKey || metaKey) && !byId('open-dialog').open) run(false);
});
document.body.dataset.ready = 'yes';
