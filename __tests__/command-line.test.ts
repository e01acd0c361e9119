import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import form from '../operations.json';

type Field = { label: string; key: string; tooltip: string; placeholder?: string; list?: { value: string }[] };

const { operation, ...forms } = form.properties;

const node = (...args: string[]) =>
  new Promise<{ code: unknown; output: string; complaint: string }>((resolve) => {
    const { PATH } = process.env;
    execFile(process.execPath, args, { env: { PATH } }, (error, output, complaint) => {
      resolve({ code: error ? error.code : 0, output, complaint: complaint.trim() });
    });
  });

/** Runs `npm start -- …` without its build, and without a key, so that the embedded server answers. */
const start = (...args: string[]) => node('scripts/start.mjs', ...args);

describe('help', () => {
  test.each(['--help', '-h', 'help'])('%s lists every operation with its fields', async (flag) => {
    const { code, output } = await start(flag);
    const words = new Set(output.split(/\s+/));
    const keys = Object.values(forms).flatMap((fields) => Object.keys(fields));
    expect(code).toBe(0);
    expect(operation.list.filter(({ name, value }) => !output.includes(`\n  ${value} (${name})\n`))).toEqual([]);
    expect(keys.filter((key) => !words.has(`--${key}`))).toEqual([]);
  });

  test.each(Object.keys(forms) as (keyof typeof forms)[])(
    'of %s is its own fields, each with what its form shows, and nothing else',
    async (id) => {
      const fields: Field[] = Object.values(forms[id]);
      const { code, output } = await start(id, '--help');
      const [, ...blocks] = output.trimEnd().split('\n\n');
      expect(code).toBe(0);
      expect(blocks).toEqual(
        fields.map(({ key, label, tooltip, placeholder, list }) =>
          [
            `--${key}   ${label}`,
            `    ${tooltip}`,
            ...(list ? [`    One of: ${list.map(({ value }) => value || "''").join(', ')}`] : []),
            ...(placeholder ? [`    Placeholder: ${placeholder}`] : []),
          ].join('\n')
        )
      );
    }
  );
});

describe('a query of one’s own', () => {
  test.each([
    [['chat', '--prompt', 'Hi', '--max_tokens', 'many'], /^--max_tokens: Max Tokens must be .*"many"/],
    [
      ['chat', '--prompt', 'Hi', '--stop_sequence', '[7,true]'],
      /^--stop_sequence: Stop sequence: entry 2 must be a text/,
    ],
    [['chat', '--prompt', 'Hi', '--reasoning_effort', 'huge'], /^--reasoning_effort: Reasoning effort must be/],
    [['image_generation'], /^--prompt: Prompt is empty/],
    [['chat', '--rows', '{{[one]}}'], /^--rows holds \{\{…\}\} that is not JSON/],
    [['chat', '--temperature'], /^--temperature needs a value after it\.$/],
    [['chat', 'Hi'], /^Which field is "Hi" for\? Write --<field> before it\.$/],
    [['chat', '--colour', 'red'], /^chat has no field --colour/],
    [['paint'], /^There is no operation paint\. Choose one of: chat, /],
    [['paint', '-h'], /^There is no operation paint\. Choose one of: chat, /],
  ])('%j ends with a complaint that names the option', async (args, message) => {
    const { code, complaint } = await start(...args);
    expect(complaint).toMatch(message);
    expect(code).toBe(1);
  });

  test('saves all images of a result and names each file', async () => {
    const files = ['output/image_generation-1.png', 'output/image_generation-2.png'];
    for (const file of files) rmSync(file, { force: true });
    const { code, output } = await start('image_generation', '--prompt', 'A cat', '--image_count', '2');
    const named = output.match(/output\/\S+\.png/g);
    expect(code).toBe(0);
    expect(named).toEqual(files);
    for (const file of files) expect(readFileSync(file).subarray(1, 4).toString()).toBe('PNG');
  });
});

test('the build for debugging leaves the plugin’s file alone and names lines of lib/', async () => {
  const plugin = readFileSync('dist/index.js');
  await node('scripts/build.mjs', '--debug');
  const query = `new (require('./dist/debug.js').default)().run({}, {}).catch(({ stack }) => console.log(stack))`;
  const { output } = await node('--enable-source-maps', '-e', query);
  expect(output).toMatch(/\/lib\/index\.ts:\d+:\d+\)/);
  expect(readFileSync('dist/index.js')).toEqual(plugin);
});
