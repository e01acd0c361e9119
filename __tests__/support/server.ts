import { KEY } from './openai';
import { type Options, type Script, type Server, startServer } from './scripted-server.cjs';

const servers: Pick<Server, 'close'>[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A server for one test, and the data source that leads there. */
export async function serving<Body = Record<string, unknown>>(script: Script<Body>, options?: Options) {
  const server = await startServer(script, options);
  servers.push(server);
  return { ...server, source: { apiKey: KEY, base_url: server.baseUrl } };
}
