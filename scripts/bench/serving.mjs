import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
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

/** The plugin as ToolJet's newest server loads it, against a server of that name, at a host name for this machine. */
export async function pluginAgainst(server, name, host = 'localhost') {
  process.env.SSRF_DNS_RESOLUTION_CHECK = 'false';
  const { port } = await server.make(name);
  const baseUrl = `http://${host}:${port}/v1`;
  const service = hosts.loadService(readFileSync('dist/index.js', 'utf8'));
  const run = (options) => service.run({ apiKey: 'sk-bench', base_url: baseUrl }, options);
  return { run, baseUrl, counts: () => server.read(port) };
}

/** Seconds that a promise takes. */
export async function seconds(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** The longest time in milliseconds for which the work held up all else in the process. */
export async function longestBlock(work) {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await new Promise((resolve) => setTimeout(resolve, 20));
  delays.reset();
  await work();
  await new Promise((resolve) => setTimeout(resolve, 20));
  delays.disable();
  return delays.max / 1e6;
}

/** The largest heap while the work runs, above what it was before, in bytes; run with --expose-gc. */
export const peakHeap = (work) => peak(work, () => process.memoryUsage().heapUsed);

/** The same of all memory of the process, files and buffers too. */
export const peakMemory = (work) => peak(work, () => process.memoryUsage.rss());

async function peak(work, used) {
  globalThis.gc?.();
  const before = used();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, used())), 20);
  await work();
  clearInterval(timer);
  return Math.max(most, used()) - before;
}
