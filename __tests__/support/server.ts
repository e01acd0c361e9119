import nock from 'nock';
import { KEY } from './openai';
import { type Options, type Script, type Server, startServer } from './scripted-server.cjs';

const servers: Pick<Server, 'close'>[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  if (!nock.isActive()) nock.activate();
});

/**
 * A server for one test, and the data source that leads there. Its sockets are real ones: those that nock stands in for know
 * no back pressure and are never reused.
 */
export async function serving<Body = Record<string, unknown>>(script: Script<Body>, options?: Options) {
  nock.restore();
  const server = await startServer(script, options);
  servers.push(server);
  return { ...server, source: { apiKey: KEY, base_url: server.baseUrl } };
}
