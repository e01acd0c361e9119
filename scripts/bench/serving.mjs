import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import hosts from '../hosts.cjs';

/** Starts the benchmarks' server; `make(name)` gives a Base URL and the port, `read(port)` its counts. */
export function startServer() {
  const child = fork(new URL('server.mjs', import.meta.url), { execArgv: [] });
  const ask = async (message) => {
    child.send(message);
    const [answer] = await once(child, 'message');
    return answer;
  };
  return {
    make: async (name) => {
      const { port } = await ask({ make: name });
      return { port, baseUrl: `http://localhost:${port}/v1` };
    },
    read: (port) => ask({ read: port }),
    stop: () => child.disconnect(),
  };
}

/** The plugin as ToolJet's newest server loads it, against a server of that name. */
export async function pluginAgainst(server, name) {
  process.env.SSRF_DNS_RESOLUTION_CHECK = 'false';
  const { port, baseUrl } = await server.make(name);
  const service = hosts.loadService(readFileSync('dist/index.js', 'utf8'));
  const run = (options) => service.run({ apiKey: 'sk-bench', base_url: baseUrl }, options);
  return { run, counts: () => server.read(port) };
}

/** Seconds that a promise takes. */
export async function seconds(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
