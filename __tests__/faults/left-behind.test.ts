import { execFileSync } from 'node:child_process';

test('Queries and connection tests that fail leave no timer, socket or listener, and the process ends by itself', () => {
  const script = ['--unhandled-rejections=strict', '__tests__/faults/left-behind.cjs'];
  const output = execFileSync(process.execPath, script, { encoding: 'utf8', timeout: 60_000 });
  const { before, after } = JSON.parse(output) as Record<string, { resources: string[]; listeners: unknown[] }>;
  expect(before?.listeners).not.toHaveLength(0);
  expect(after).toEqual(before);
});
