/*
 * The playground: `npm run playground -- [--port N]` serves a page on which the plugin's forms are filled in and its queries
 * run, through the built bundle as ToolJet's newest server loads it.
 */
import { parseArgs } from 'node:util';
import { startPlayground } from './server';

function portAsked(): number {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string', default: '4000' } } });
    const port = Number(values.port);
    if (/^\d+$/.test(values.port) && port <= 65_535) return port;
  } catch {
    // Arguments that are not known are answered like a bad port.
  }
  process.stderr.write('Usage: npm run playground -- [--port N], with N from 0 to 65535.\n');
  process.exit(1);
}

startPlayground(portAsked()).then(
  (url) => process.stdout.write(`Open the playground at ${url} (stop it with Ctrl+C).\n`),
  (error: unknown) => {
    process.stderr.write(`The playground does not start: ${String(error)}\n`);
    process.exitCode = 1;
  }
);
