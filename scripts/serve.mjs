import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { extname, join } from 'node:path';

const PORT = 8099;
const TYPES = { '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml' };

/** Serves the files of a folder on port 8099 of every interface, and prints what to set on a ToolJet server. */
export function serve(folder) {
  const server = createServer(async (request, response) => {
    // Joined to the root first, no `..` leads out of the folder.
    const file = join(folder, join('/', request.url));
    const content = await readFile(file).catch(() => undefined);
    if (content) response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(content);
    else response.writeHead(404).end();
    console.log(response.statusCode, request.method, request.url);
  });
  server.listen(PORT, () => {
    console.log(`Serving ${folder}/ until Ctrl+C. On the ToolJet server set

  TOOLJET_MARKETPLACE_URL=http://${address()}:${PORT}
  ENABLE_MARKETPLACE_FEATURE=true

without a slash at the end, restart it, and install OpenAI on its Marketplace page. It reads the first with
NODE_ENV=production only (ToolJet's images set it), and then takes every marketplace plugin from here.
`);
  });
}

/** An address under which other machines and containers reach this one. */
function address() {
  const addresses = Object.values(networkInterfaces()).flat();
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? 'localhost';
}
