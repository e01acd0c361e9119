/*
 * Tests the playground in Chromium, from the form to the answer: `npm run test:browser`, or only the tests whose names
 * hold a text: `npm run test:browser -- fault`. The last line counts the tests; exits with 1 when one failed, and with 77
 * (skipped) where Chromium is missing.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { openPage, startBrowser } from './browser.mjs';
import { startPlayground } from './server.mjs';

/** A PNG of one pixel. */
const ONE_PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const SHOTS = 'output/playground';
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const form = JSON.parse(readFileSync(new URL('../operations.json', import.meta.url), 'utf8'));
const operations = form.properties;

const browser = await startBrowser();
const playground = await startPlayground(0);
mkdirSync(SHOTS, { recursive: true });

const fieldsOf = (operation) => Object.values(operations[operation]);

const run = async (page) => {
  await page.click('#run');
  await finished(page);
};
const finished = async (page) => {
  await page.locator('#run:enabled').waitFor();
  await page.locator('#status', { hasText: /after/ }).waitFor();
};
const choose = (page, operation) =>
  page.selectOption('#query-operation', {
    label: operations.operation.list.find(({ value }) => value === operation).name,
  });
const panel = (page) => page.locator('[role=tabpanel]:visible');
const tab = (page, name) => page.getByRole('tab', { name, exact: true }).click();
const panelText = async (page, name) => {
  await tab(page, name);
  return panel(page).innerText();
};
const shot = (page, name) => page.screenshot({ path: `${SHOTS}/${name}.png` });
const openSaved = async (page, json) => {
  await page.click('#open');
  await page.fill('#open-text', typeof json === 'string' ? json : JSON.stringify(json));
};

/** A request past the browser, with headers that a page could not choose. */
const asked = (path, headers, method = 'POST') =>
  new Promise((resolve, reject) => {
    const sent = request(playground.url + path, { method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(method === 'POST' ? '{}' : undefined);
  });

/** Answers of the server to the page, put in place of the real ones. */
const answering = (page, data, metadata = {}) =>
  page.route('**/api/run', (route) => route.fulfill({ json: { status: 'ok', data, metadata } }));

/** The page anew, with forms that were changed. */
const drawing = async (page, change) => {
  await page.route('**/api/forms', async (route) => {
    const forms = await (await route.fetch()).json();
    change(forms.query.properties);
    await route.fulfill({ json: forms });
  });
  await page.reload();
  await page.waitForSelector('main');
};

const KINDS = {
  wrong_key: 'authentication',
  quota: 'quota',
  rate_limit: 'rate_limit',
  broken_json: 'unusable_reply',
  refusal: 'content_policy',
  lost_connection: 'connection',
};

const tests = {
  'draws every field of every operation with its label, tooltip and placeholder': async (page) => {
    for (const { value } of operations.operation.list) {
      await choose(page, value);
      for (const { key, label, tooltip, placeholder } of fieldsOf(value)) {
        const field = page.locator(`#query-form [data-key="${key}"]`);
        assert.equal(await field.locator('label').innerText(), label);
        const described = await field.locator('[aria-describedby]').first().getAttribute('aria-describedby');
        assert.ok(described.includes(`query-${key}-tip`) && described.includes(`query-${key}-note`), described);
        if (tooltip) assert.equal(await field.locator('[role=tooltip]').textContent(), tooltip);
        if (placeholder) assert.equal(await field.locator('textarea').getAttribute('placeholder'), placeholder);
      }
    }
  },

  'draws the connection form with masked key, help links and key-value pairs': async (page) => {
    await page.check('#source-own');
    assert.equal(await page.getAttribute('#own-apiKey', 'type'), 'password');
    const link = page.locator('#own-apiKey-help a');
    assert.equal(await link.getAttribute('href'), 'https://platform.openai.com/api-keys');
    await page.getByRole('textbox', { name: 'Headers: key 1' }).fill('X-Team');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    assert.equal(await page.evaluate(() => globalThis.document.activeElement.ariaLabel), 'Headers: key 2');
    await page.getByRole('textbox', { name: 'Headers: key 2' }).fill('X-Other');
    await page.getByRole('button', { name: 'Remove Headers 1' }).click();
    assert.equal(await page.getByRole('textbox', { name: 'Headers: key 1' }).inputValue(), 'X-Other');
    await shot(page, 'connection');
  },

  'tests the connection': async (page) => {
    await page.click('#test');
    await page.locator('#tested', { hasText: /^ok/ }).waitFor();
    await page.selectOption('#fault', 'wrong_key');
    await page.click('#test');
    await page.locator('#tested', { hasText: /^failed: Incorrect API key/ }).waitFor();
  },

  'runs Chat': async (page) => {
    await page.fill('#query-prompt', 'Hello there');
    await run(page);
    assert.match(await panel(page).innerText(), /You said: Hello there/);
    assert.match(await page.innerText('#answered'), /answers are made up/);
    assert.match(await panelText(page, 'JSON'), /^"\(made up\)/);
    assert.match(await panelText(page, 'Metadata'), /"attempts": 1/);
    assert.match(await panelText(page, 'Error'), /no error/);
  },

  'runs Ask and shows its sources as links that open elsewhere': async (page) => {
    await choose(page, 'ask');
    await page.fill('#query-prompt', 'What is new?');
    await page.selectOption('#query-web_search', { label: 'When useful' });
    await run(page);
    assert.match(
      await panel(page).innerText(),
      /You said: What is new\?\s+sources\s+An example https:\/\/example\.com\/\s[\s\S]*"status": "completed"/
    );
    const links = page.locator('#preview a[target=_blank][rel="noreferrer noopener"]');
    assert.deepEqual(await links.evaluateAll((all) => all.map(({ href }) => href)), [
      'https://example.com/',
      'https://example.com/another',
    ]);
    await shot(page, 'sources');
    let referrer;
    await page.context().route('https://example.com/**', (route) => {
      referrer = route.request().headers().referer ?? 'none';
      return route.fulfill({ contentType: 'text/html', body: 'Hello' });
    });
    const [opened] = await Promise.all([page.waitForEvent('popup'), links.first().click()]);
    assert.deepEqual([await opened.evaluate('window.opener'), referrer], [null, 'none']);
  },

  'shows a source as text when its address is none of the web, and its title as text': async (page) => {
    const sources = [
      { url: 'javascript:document.title="gone"', title: '<b>bold</b>' },
      { url: 'data:text/html,gone' },
      { url: 7 },
    ];
    await answering(page, { content: null, sources, response_id: 'resp_1', status: 'completed' });
    await page.fill('#query-prompt', 'Hello');
    await run(page);
    assert.equal(await page.locator('#preview a').count(), 0);
    assert.deepEqual(await page.locator('#preview li').allInnerTexts(), [
      '<b>bold</b> javascript:document.title="gone"',
      'data:text/html,gone',
      '7',
    ]);
  },

  'runs Generate AI Image(s) and shows the picture with size and type': async (page) => {
    await choose(page, 'image_generation');
    await page.fill('#query-prompt', 'A city at dusk');
    await page.fill('#query-size', '1536x1024');
    await page.fill('#query-image_count', '2');
    await run(page);
    const captions = page.locator('#preview figcaption', { hasText: '1536 × 1024 pixels, image/png' });
    await captions.nth(1).waitFor();
    assert.equal(await page.locator('#preview img').count(), 2);
    assert.ok(
      (await page
        .locator('#preview img')
        .last()
        .evaluate((image) => image.naturalWidth)) > 0
    );
  },

  'runs Edit Image(s) on a picture and shows the edited one': async (page) => {
    await choose(page, 'edit_image');
    await page.fill('#query-source_images', ONE_PIXEL);
    await page.fill('#query-prompt', 'Make it evening');
    await run(page);
    await page.locator('#preview figcaption', { hasText: '1024 × 1024 pixels, image/png' }).waitFor();
    assert.ok((await page.locator('#preview img').evaluate((image) => image.naturalWidth)) > 0);
    await tab(page, 'Request');
    await page.locator('#request', { hasText: '"path": "/images/edits"' }).waitFor();
  },

  'runs Rank by similarity and shows the most similar first': async (page) => {
    await choose(page, 'rank_by_similarity');
    await page.fill('#query-query', 'reset password');
    await page.fill('#query-candidates', '["hello", "how to reset a password"]');
    await run(page);
    assert.match(await panelText(page, 'JSON'), /"results": \[\s*\{\s*"index": 1,[\s\S]*"index": 0/);
  },

  'runs Generate Embedding and shows the vector, also from base64': async (page) => {
    await choose(page, 'generate_embedding');
    await page.fill('#query-input', 'Hello there');
    await run(page);
    const floats = await panel(page).innerText();
    assert.match(floats, /1,536 numbers[\s\S]*Norm: 1\.0000[\s\S]*First 10: /);
    assert.equal(await page.getAttribute('#preview svg path', 'd').then((d) => d.split('M').length - 1), 96);
    await page.selectOption('#query-encoding_format', { label: 'Base64' });
    await run(page);
    await page.locator('#preview svg').waitFor();
    assert.equal(await panel(page).innerText(), floats);
  },

  'resolves a binding, and keeps the type of a whole template': async (page) => {
    await page.fill('#query-prompt', 'I know {{components.table1.selectedRow.name}} and {{queries.orders.data}}.');
    await page.fill('#query-max_tokens', '{{components.table1.selectedRow.born}}');
    await page.fill('#query-message_history', '{{variables.history}}');
    assert.equal(await page.locator('#query-max_tokens-note').innerText(), '= 1815');
    await tab(page, 'Request');
    await page.locator('#request', { hasText: '"max_tokens": 1815' }).waitFor();
    await run(page);
    const said = 'You said: I know Ada and [{"item":"Lamp","unit price":40}].';
    assert.ok((await panel(page).innerText()).includes(said));
  },

  'names a template that it cannot resolve, and sends nothing before it is told to': async (page) => {
    await page.fill('#query-prompt', 'Sum: {{variables.a + 1}}');
    assert.match(await page.locator('#query-prompt-note').innerText(), /\{\{variables\.a \+ 1\}\} .* into App state/);
    assert.equal(await page.getAttribute('#query-prompt', 'aria-invalid'), 'true');
    await page.click('#run');
    await page.locator('#request', { hasText: '"prompt": "Sum: undefined"' }).waitFor();
    assert.match(await panel(page).innerText(), /Run sends nothing yet[\s\S]*Prompt: \{\{variables\.a \+ 1\}\} is not/);
    await shot(page, 'request');
    await page.getByRole('button', { name: /Run anyway/ }).click();
    await finished(page);
    assert.match(await panel(page).innerText(), /You said: Sum: undefined/);
  },

  'says that App state is broken, and still what would be sent': async (page) => {
    await page.fill('#query-prompt', '{{variables.history}}');
    await page.fill('#state', '{ "variables": ');
    assert.match(await page.locator('#state-note').innerText(), /App state is not valid JSON/);
    assert.match(await page.locator('#query-prompt-note').innerText(), /App state is broken/);
    await page.click('#run');
    await page.locator('#request', { hasText: '"operation": "chat"' }).waitFor();
    await page.fill('#state', '[]');
    assert.match(await page.locator('#state-note').innerText(), /must be a JSON object/);
  },

  'shows the request of Chat without sending it': async (page) => {
    await page.fill('#query-prompt', 'Hello {{components.table1.selectedRow.name}}');
    await tab(page, 'Request');
    await page.locator('#request pre').nth(1).waitFor();
    const { method, path, body } = JSON.parse(await page.locator('#request pre').nth(1).innerText());
    assert.deepEqual(
      { method, path, messages: body.messages },
      {
        method: 'POST',
        path: '/chat/completions',
        messages: [{ role: 'user', content: 'Hello Ada' }],
      }
    );
    await page.fill('#query-prompt', '');
    await page.locator('#request', { hasText: /Prompt is empty/ }).waitFor();
  },

  'runs a prompt over rows and shows a table': async (page) => {
    await page.fill('#query-prompt', 'Describe {item}');
    await page.fill('#query-rows', '{{queries.orders.data}}');
    await run(page);
    assert.equal(await page.locator('#preview tbody tr').count(), 1);
    await shot(page, 'rows');
  },

  'does a dry run where the form has the field for it': async (page) => {
    const requests = [];
    const meanwhile = [];
    await drawing(page, ({ chat, image_generation }) => {
      chat.dry_run ??= { label: 'Dry run', key: 'dry_run', type: 'dropdown', list: [] };
      delete image_generation.dry_run;
    });
    await page.route('**/api/run', async (route) => {
      requests.push(route.request().postDataJSON());
      meanwhile.push(await page.innerText('#request'));
      return route.fulfill({ json: { status: 'ok', data: { method: 'POST', path: '/chat/completions' } } });
    });
    await page.fill('#query-prompt', 'Hello');
    assert.match(
      await panelText(page, 'Request').then(() =>
        page.locator('#request', { hasText: '/chat/completions' }).innerText()
      ),
      /POST/
    );
    assert.equal(meanwhile[0], 'Asking the plugin…');
    assert.deepEqual(requests.at(-1).options, { ...form.defaults, prompt: 'Hello', dry_run: 'yes' });
    await choose(page, 'image_generation');
    await page.locator('#request', { hasText: 'This operation has no dry run' }).waitFor();
  },

  'draws any field by its type alone, and says so of a type it does not know': async (page) => {
    await drawing(page, ({ chat }) => {
      const list = [
        { name: 'Model default', value: '' },
        { label: 'Five', value: 5 },
      ];
      chat.tags = { label: 'Tags', key: 'tags', type: 'react-component-headers', button_text: 'Add tag' };
      chat.level = { label: 'Level', key: 'level', type: 'dropdown', list };
      chat.odd = { label: 'Odd', key: 'odd', type: 'toggle' };
    });
    await page.getByRole('textbox', { name: 'Tags: key 1' }).fill('name');
    await page.getByRole('textbox', { name: 'Tags: value 1' }).fill('{{components.table1.selectedRow.born}}');
    await page.getByRole('button', { name: 'Add tag' }).click();
    await page.selectOption('#query-level', { label: 'Five' });
    assert.match(await page.locator('[data-key=odd]').innerText(), /cannot draw a field of the type toggle/);
    await tab(page, 'Request');
    await page.locator('#request', { hasText: 'What the plugin would get' }).waitFor();
    const sent = JSON.parse(await page.locator('#request pre').first().innerText());
    assert.deepEqual(sent.tags, [
      ['name', 1815],
      ['', ''],
    ]);
    assert.equal(sent.level, 5);
  },

  'keeps Run disabled and counts the seconds while it waits': async (page) => {
    await page.selectOption('#fault', 'slow');
    await page.fill('#query-prompt', 'Hello');
    await page.click('#run');
    assert.ok(await page.locator('#run').isDisabled());
    const tops = () => page.locator('#tabs').evaluate((tabs) => tabs.getBoundingClientRect().top);
    const top = await tops();
    await page.locator('#elapsed', { hasText: /^1\.\d s/ }).waitFor();
    assert.equal(await tops(), top);
    await page.locator('#elapsed', { hasText: /^2\.\d s/ }).waitFor();
    await finished(page);
    const [, seconds] = /^Done after (\d+\.\d) s$/.exec(await page.innerText('#status'));
    assert.ok(Number(seconds) >= 4, `${seconds} s`);
    assert.ok(await page.locator('#run').isEnabled());
  },

  ...Object.fromEntries(
    Object.entries(KINDS).map(([fault, kind]) => [
      `shows the fault ${fault} as an app gets it`,
      async (page) => {
        await page.selectOption('#fault', fault);
        await page.fill('#query-prompt', 'Hello');
        await run(page);
        assert.equal(await page.locator('#error .problem').innerText(), kind);
        assert.match(await panel(page).innerText(), /Details[\s\S]*"status": "failed"[\s\S]*"retryable": /);
      },
    ])
  ),

  'shows the fault cut_reply as an app gets it': async (page) => {
    await page.selectOption('#fault', 'cut_reply');
    await page.fill('#query-prompt', 'Hello');
    await run(page);
    assert.match(await panel(page).innerText(), /ends in the middle of a$/);
    assert.equal(
      await page.innerText('#preview .warning'),
      'The reply was cut at the token limit. Raise Max Tokens for a longer one.'
    );
    assert.match(await panelText(page, 'Metadata'), /"finish_reason": "length"/);
  },

  'copies a query as ToolJet stores it, and opens it again': async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.selectOption('#query-model', { label: 'GPT-5.2' });
    await page.fill('#query-prompt', 'Hello {{variables.name}}');
    await page.click('#copy');
    await page.locator('#copied', { hasText: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => globalThis.navigator.clipboard.readText());
    const stored = { ...form.defaults, model: 'gpt-5.2', prompt: 'Hello {{variables.name}}' };
    assert.deepEqual(JSON.parse(copied), stored);
    await page.click('#new');
    assert.equal(await page.inputValue('#query-prompt'), '');
    await openSaved(page, copied);
    await page.getByRole('button', { name: 'Query (chat)' }).click();
    assert.equal(await page.inputValue('#query-prompt'), 'Hello {{variables.name}}');
    assert.equal(await page.locator('#query-model option:checked').innerText(), 'GPT-5.2');
  },

  'copies no field that was filled and emptied again, also after a change of operation': async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openSaved(page, { operation: 'chat', system_prompt: 'Be brief', max_tokens: '5' });
    await page.getByRole('button', { name: 'Query (chat)' }).click();
    await page.fill('#query-prompt', 'Hello');
    await choose(page, 'image_generation');
    await choose(page, 'chat');
    for (const key of ['prompt', 'max_tokens']) await page.fill(`#query-${key}`, '');
    await page.click('#copy');
    await page.locator('#copied', { hasText: 'Copied' }).waitFor();
    const copied = JSON.parse(await page.evaluate(() => globalThis.navigator.clipboard.readText()));
    assert.deepEqual(copied, { operation: 'chat', system_prompt: 'Be brief', max_tokens: '' });
  },

  'opens a saved query from a file': async (page) => {
    await page.click('#open');
    const buffer = Buffer.from('{ "name": "ask", "options": { "operation": "chat", "prompt": "From a file" } }');
    await page.setInputFiles('#open-file', { name: 'app.json', mimeType: 'application/json', buffer });
    await page.getByRole('button', { name: 'ask (chat)' }).click();
    assert.equal(await page.inputValue('#query-prompt'), 'From a file');
  },

  'says why a bundle does not load, and why there are no forms': async (page) => {
    const built = readFileSync('dist/index.js');
    try {
      writeFileSync('dist/index.js', "throw new Error('cannot start here');");
      await page.fill('#query-prompt', 'Hello');
      await run(page);
      assert.match(await panel(page).innerText(), /cannot start here/);
      await page.click('#test');
      await page.locator('#tested', { hasText: 'failed: cannot start here' }).waitFor();
    } finally {
      writeFileSync('dist/index.js', built);
    }
    await page.route('**/api/forms', (route) => route.fulfill({ status: 500, body: '' }));
    await page.reload();
    await page.locator('#intro', { hasText: 'had a problem of its own' }).waitFor();
  },

  'finds the queries in an exported app, runs none, and tries one of an old version': async (page) => {
    let runs = 0;
    await page.route('**/api/run', (route) => {
      runs += 1;
      return route.continue();
    });
    const old = { operation: 'completion', prompt: 'Hello', max_tokens: 67 };
    const embedding = { operation: 'generate_embedding', model_embedding: 'text-embedding-3-large', input_M2: 'Hi' };
    await openSaved(page, {
      app: {
        dataQueries: [
          { name: 'ask', options: old },
          { name: 'embed', options: embedding },
        ],
      },
    });
    await page.getByRole('button', { name: 'ask (completion)' }).click();
    assert.match(await page.locator('#query-operation option:checked').textContent(), /^completion .*not in the list/);
    assert.match(await page.innerText('#others'), /prompt, max_tokens/);
    assert.equal(runs, 0);
    await run(page);
    assert.match(await panel(page).innerText(), /You said: Hello/);
    await tab(page, 'Request');
    await page.locator('#request', { hasText: '"max_completion_tokens": 67' }).waitFor();
    await openSaved(page, { app: { dataQueries: [{ name: 'embed', options: embedding }] } });
    await page.getByRole('button', { name: 'embed (generate_embedding)' }).click();
    await run(page);
    assert.match(await panel(page).innerText(), /3,072 numbers/);
  },

  'says what is wrong with a broken saved query': async (page) => {
    await openSaved(page, '{ "operation": ');
    assert.match(await page.innerText('#open-note'), /not valid JSON/);
    await shot(page, 'open');
    await page.fill('#open-text', '{ "name": "ask" }');
    assert.match(await page.innerText('#open-note'), /No query is in here/);
    await page.keyboard.press('Escape');
    assert.ok(!(await page.locator('#open-dialog').isVisible()));
    await openSaved(page, '{}');
    await page.getByRole('button', { name: 'Cancel' }).click();
    assert.ok(!(await page.locator('#open-dialog').isVisible()));
  },

  'runs a query with the keyboard only': async (page) => {
    const focused = () => page.evaluate(() => globalThis.document.activeElement.id);
    const tabTo = async (id) => {
      for (let presses = 0; (await focused()) !== id; presses += 1) {
        assert.ok(presses < 80, `Tab never reaches ${id}`);
        await page.keyboard.press('Tab');
      }
    };
    await tabTo('query-operation');
    await page.keyboard.type('Generate Emb');
    await tabTo('query-input');
    await page.keyboard.type('Hello');
    await tabTo('run');
    const outline = () => page.locator('#run').evaluate((button) => globalThis.getComputedStyle(button).outlineStyle);
    assert.equal(await outline(), 'solid');
    await page.keyboard.press('Enter');
    await finished(page);
    assert.equal(await focused(), 'run');
    await tabTo('preview-tab');
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(), 'json-tab');
    assert.match(await panel(page).innerText(), /"embedding"/);
    await page.fill('#query-input', 'Hello again');
    await page.keyboard.press('Control+Enter');
    await finished(page);
  },

  'keeps a reply full of HTML as text': async (page) => {
    const html = '<img src=x onerror="document.title=\'gone\'"><script>document.title="gone"</script><b>bold</b>';
    await page.fill('#query-prompt', html);
    await run(page);
    assert.ok((await panel(page).innerText()).includes(html));
    assert.equal(await page.locator('[role=tabpanel] :is(img, script, b)').count(), 0);
    await page.unrouteAll();
    await answering(page, [{ [html]: html }], { warnings: [html] });
    await run(page);
    for (const name of ['Preview', 'JSON', 'Metadata', 'Error']) await tab(page, name);
    assert.equal(await page.locator('[role=tabpanel] :is(img, script, b)').count(), 0);
    assert.equal(await page.title(), 'OpenAI plugin playground');
  },

  'shows tables, lists of vectors, several images, and remote images as their address': async (page) => {
    const show = async (data) => {
      await page.unrouteAll();
      await answering(page, data);
      await run(page);
      await tab(page, 'Preview');
    };
    await show(Array.from({ length: 130 }, (_, index) => ({ ok: true, content: `Answer ${index}` })));
    assert.equal(await page.locator('#preview tbody tr').count(), 100);
    assert.match(await panel(page).innerText(), /The first 100 of 130 rows/);
    await show({ results: [{ index: 1, score: 0.9, text: 'Lamp' }] });
    assert.deepEqual(await page.locator('#preview td').allInnerTexts(), ['1', '0.9', 'Lamp']);
    await show({
      embedding: [0.6, 0.8],
      embeddings: [
        [0.6, 0.8],
        [1, 0],
      ],
    });
    assert.match(await panel(page).innerText(), /Norm: 1\.0000[\s\S]*2 numbers: 0\.6, 0\.8/);
    const url = `data:image/png;base64,${ONE_PIXEL}`;
    await show({ status: 'success', data: { url, images: [{ url }, { url: 'https://example.com/a.png' }] } });
    await page.locator('#preview figcaption', { hasText: '1 × 1 pixels, image/png' }).waitFor();
    assert.match(await panel(page).innerText(), /https:\/\/example\.com\/a\.png/);
    await show({ answer: 42 });
    assert.equal(await panel(page).innerText(), '{\n  "answer": 42\n}');
  },

  'keeps the key in the memory of the server': async (page) => {
    const KEY = 'sk-proj-secret-0123456789';
    const answers = [];
    page.on('response', (response) => answers.push(response.text().catch(() => '')));
    const bodies = [];
    page.on('request', (sent) => bodies.push([sent.url(), sent.postData() ?? '']));
    await page.check('#source-own');
    await page.fill('#own-apiKey', KEY);
    await page.fill('#own-base_url', 'http://localhost:1/v1');
    await page.fill('#own-max_retries', '0');
    await page.locator('#own-apiKey[placeholder*="kept"]').waitFor();
    assert.equal(await page.inputValue('#own-apiKey'), '');
    await page.fill('#query-prompt', `Hello ${KEY.slice(0, 3)}`);
    await run(page);
    assert.equal(await page.locator('#error .problem').innerText(), 'connection');
    const withKey = bodies.filter(([, body]) => body.includes(KEY)).map(([url]) => new URL(url).pathname);
    assert.deepEqual(withKey, ['/api/secrets']);
    assert.ok(!(await Promise.all(answers)).join().includes(KEY));
    assert.ok(!(await page.content()).includes(KEY));
    await page.reload();
    await page.check('#source-own');
    assert.match(await page.getAttribute('#own-apiKey', 'placeholder'), /kept in the server’s memory/);
    await page.getByRole('button', { name: 'Forget API key' }).click();
    await page.locator('#own-apiKey[placeholder="sk-…"]').waitFor();
  },

  'says that a key is kept only while the server keeps it': async (page) => {
    await page.check('#source-own');
    await page.fill('#own-apiKey', 'sk-proj-secret-0123456789');
    await page.locator('#own-apiKey').blur();
    await page.locator('#own-apiKey[placeholder*="kept"]').waitFor();
    await page.focus('#own-apiKey');
    await page.keyboard.type('x');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Tab');
    await page.locator('#own-apiKey[placeholder="sk-…"]').waitFor();
  },

  'shows no answer of a connection that was changed meanwhile': async (page) => {
    await page.selectOption('#fault', 'slow');
    const slow = page.waitForResponse((response) => response.request().postDataJSON()?.fault === 'slow');
    await page.click('#test');
    await page.selectOption('#fault', 'wrong_key');
    await page.click('#test');
    await page.locator('#tested', { hasText: /^failed/ }).waitFor();
    await (await slow).finished();
    await page.waitForTimeout(300);
    assert.match(await page.innerText('#tested'), /^failed/);
    await page.check('#source-own');
    assert.equal(await page.innerText('#tested'), '');
  },

  'runs what only a field out of sight leaves without a value': async (page) => {
    await page.fill('#query-prompt', '{{variables.none}}');
    await choose(page, 'generate_embedding');
    await page.fill('#query-input', 'Hello');
    await run(page);
    assert.match(await panel(page).innerText(), /1,536 numbers/);
  },

  'says where the answer on show came from, and leaves the reader at the request': async (page) => {
    await page.fill('#query-prompt', 'Hello');
    await run(page);
    assert.equal(await page.innerText('#answered'), 'From the embedded test server: answers are made up');
    await page.check('#source-own');
    await page.fill('#own-base_url', 'http://localhost:1/v1');
    let answer;
    const held = new Promise((resolve) => (answer = resolve));
    await page.route('**/api/run', async (route) => {
      if (route.request().postDataJSON().options.dry_run !== 'yes') await held;
      return route.fulfill({ json: { status: 'ok', data: 'Hi' } });
    });
    await page.click('#run');
    assert.match(await page.innerText('#answered'), /made up/);
    await tab(page, 'Request');
    answer();
    await finished(page);
    assert.equal(await page.innerText('#answered'), 'From http://localhost:1/v1');
    assert.ok(await page.locator('#request').isVisible());
    await page.click('#run');
    assert.ok(await page.locator('#preview').isVisible());
  },

  'keeps the address check of ToolJet on': async (page) => {
    await page.check('#source-own');
    await page.fill('#own-base_url', 'http://127.0.0.1:1/v1');
    await page.fill('#query-prompt', 'Hello');
    await run(page);
    assert.match(await panel(page).innerText(), /Base URL is not allowed by this ToolJet server/);
  },

  'stops before an option of an old version whose template has no value': async (page) => {
    await openSaved(page, { operation: 'completion', prompt: 'Say {{components.none.value}}', max_tokens: 5 });
    await page.getByRole('button', { name: 'Query (completion)' }).click();
    await page.click('#run');
    await page.locator('#request', { hasText: 'Run sends nothing yet' }).waitFor();
    assert.match(await panel(page).innerText(), /prompt: \{\{components\.none\.value\}\} is not in App state/);
    const input_M2 = '{{variables.none}}';
    await openSaved(page, { operation: 'generate_embedding', model_embedding: 'text-embedding-3-large', input_M2 });
    await page.getByRole('button', { name: 'Query (generate_embedding)' }).click();
    await page.click('#run');
    await page.locator('#request', { hasText: 'input_M2: {{variables.none}} is not in App state' }).waitFor();
  },

  'shows the tooltip of the field that has the focus, and lets clicks through it': async (page) => {
    await page.focus('#query-prompt');
    await page.locator('#query-prompt-tip').waitFor();
    await page.locator('#query-system_prompt').click();
    assert.equal(await page.evaluate(() => globalThis.document.activeElement.id), 'query-system_prompt');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('[role=tooltip]:visible').count(), 0);
  },

  'sends nothing while the server does not know the key that was typed': async (page) => {
    await page.check('#source-own');
    await page.route('**/api/secrets', (route) => route.abort());
    await page.fill('#own-apiKey', 'sk-proj-other-0123456789');
    await page.fill('#query-prompt', 'Hello');
    let runs = 0;
    page.on('request', (sent) => (runs += sent.url().endsWith('/api/run')));
    await run(page);
    assert.equal(runs, 0);
    assert.match(await panel(page).innerText(), /server does not answer/);
    assert.doesNotMatch(await panel(page).innerText(), /as the app gets them/);
    assert.equal(await page.inputValue('#own-apiKey'), 'sk-proj-other-0123456789');
    await page.unroute('**/api/secrets');
    await page.fill('#own-apiKey', '');
    await run(page);
    assert.equal(runs, 1);
  },

  'sends one query while Ctrl+Enter is held, and recovers from a result that is long': async (page) => {
    let runs = 0;
    const data = Array.from({ length: 300 }, () => Array.from({ length: 2000 }, (_, index) => index));
    await page.route('**/api/run', (route) => {
      runs += 1;
      return route.fulfill({ json: { status: 'ok', data: { embeddings: data } } });
    });
    await page.keyboard.down('Control');
    for (let held = 0; held < 5; held += 1) {
      await page.keyboard.down('Enter');
      await page.locator('#run:enabled').waitFor();
    }
    await page.keyboard.up('Enter');
    await page.keyboard.up('Control');
    assert.equal(runs, 1);
    const text = await panelText(page, 'JSON');
    assert.match(text, /… \(2,000 in all\)[\s\S]*… \(300 in all\)/);
    assert.ok(text.length < 500_000, `${text.length} characters`);
  },

  'refuses a wrong Host, Origin or token, and sends the security headers': async (page) => {
    const token = await page.getAttribute('meta[name=token]', 'content');
    const host = new URL(playground.url).host;
    const right = { 'host': host, 'origin': playground.url, 'x-playground-token': token };
    assert.equal((await asked('/api/forms', right)).status, 200);
    const wrong = [
      { host: 'evil.example' },
      { host: host.replace('127.0.0.1', 'localhost') },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: undefined },
      { 'x-playground-token': 'x'.repeat(token.length) },
      { 'x-playground-token': undefined },
    ];
    for (const change of wrong) {
      const headers = Object.fromEntries(Object.entries({ ...right, ...change }).filter(([, value]) => value));
      const answer = await asked('/api/forms', headers);
      assert.equal(answer.status, 403, JSON.stringify(change));
      assert.ok(!answer.text.includes('"connection"'));
    }
    assert.equal((await asked('/', { host: 'evil.example' }, 'GET')).status, 403);
    assert.equal((await asked('/../package.json', { host }, 'GET')).status, 404);
    for (const path of ['/', '/app.mjs', '/nothing']) {
      assert.equal((await asked(path, { host }, 'GET')).headers['content-security-policy'], CSP);
    }
  },

  'listens on the loopback address only': async () => {
    const others = Object.values(networkInterfaces())
      .flat()
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    // On Linux every address from 127.0.0.1 to 127.255.255.255 leads to this machine.
    if (process.platform === 'linux') others.push({ address: '127.0.0.2' });
    for (const { address } of others) {
      const outcome = await new Promise((resolve) => {
        const socket = connect(new URL(playground.url).port, address, () => {
          socket.destroy();
          resolve('connected');
        });
        socket.on('error', ({ code }) => resolve(code));
      });
      assert.equal(outcome, 'ECONNREFUSED', address);
    }
  },

  'takes the next port when one is taken': async () => {
    const taken = createServer();
    await new Promise((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address();
    const second = await startPlayground(port);
    assert.ok(Number(new URL(second.url).port) > port);
    await second.stop();
    taken.close();
  },

  'keeps the heading Query on one line at every width': async (page) => {
    for (let width = 320; width <= 1000; width += 20) {
      await page.setViewportSize({ width, height: 800 });
      const { height } = await page.locator('#query-title').boundingBox();
      assert.ok(height < 25, `at ${width} px it is ${height} px high`);
    }
  },

  ...Object.fromEntries(
    ['light', 'dark'].map((colorScheme) => [
      `has no serious finding of axe-core in ${colorScheme} colours`,
      async (page) => {
        await page.emulateMedia({ colorScheme });
        const background = await page.evaluate(
          () => globalThis.getComputedStyle(globalThis.document.body).backgroundColor
        );
        assert.equal(background, { light: 'rgb(244, 245, 243)', dark: 'rgb(19, 23, 31)' }[colorScheme]);
        await page.evaluate(axe);
        const audit = async (name) => {
          await shot(page, `${name}-${colorScheme}`);
          const { violations } = await page.evaluate(() => globalThis.axe.run({ preload: false }));
          const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
          assert.deepEqual(
            serious.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ html }) => html)}`),
            []
          );
        };
        await audit('start');
        await page.fill('#query-prompt', 'Hello');
        await run(page);
        await audit('chat');
        await choose(page, 'ask');
        await page.fill('#query-prompt', 'Hello');
        await page.selectOption('#query-web_search', { label: 'Always' });
        await run(page);
        await page.locator('#preview a').first().waitFor();
        await audit('sources');
        await choose(page, 'generate_embedding');
        await page.fill('#query-input', '{{variables.nothing}}');
        await tab(page, 'Request');
        await page.locator('#request h3').first().waitFor();
        await audit('request');
        await page.fill('#query-input', 'Hello');
        await run(page);
        await audit('vector');
        await page.selectOption('#fault', 'quota');
        await run(page);
        await audit('error');
        await page.check('#source-own');
        await audit('own');
        await openSaved(page, '{');
        await audit('open');
        await page.keyboard.press('Escape');
        await page.setViewportSize({ width: 390, height: 800 });
        await audit('narrow');
        const overflow = await page.evaluate(
          () => globalThis.document.documentElement.scrollWidth - globalThis.innerWidth
        );
        assert.ok(overflow <= 0, `the narrow page is ${overflow} px too wide`);
      },
    ])
  ),
};

const chosen = Object.entries(tests).filter(([name]) => name.includes(process.argv[2] ?? ''));
let failures = 0;
for (const [name, test] of chosen) {
  const errors = [];
  const page = await openPage(browser, playground.url, {}, errors);
  try {
    await test(page);
    assert.deepEqual(errors, []);
    console.log(`ok    ${name}`);
  } catch (error) {
    failures += 1;
    console.log(`FAIL  ${name}\n${error.message.replace(/^/gm, '      ')}`);
    await shot(page, `failed-${failures}`);
  }
  await page.context().close();
}

await browser.close();
await playground.stop();
console.log(`${chosen.length - failures} passed, ${failures} failed`);
process.exitCode = failures > 0 || chosen.length === 0 ? 1 : 0;
