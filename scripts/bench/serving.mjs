import { fork } from 'node:child_process';
import { once } from 'node:events';

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

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
