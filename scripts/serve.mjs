import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { extname, join } from 'node:path';

const TYPES = { '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml' };

/** Serves the files of a folder on a port of every interface, and prints what to set on a ToolJet server. */
export function serve(folder, port) {
  const server = createServer(async (request, response) => {
    // Joined to the root first, no `..` leads out of the folder.
    const file = join(folder, join('/', request.url));
    const content = await readFile(file).catch(() => undefined);
    if (content) response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(content);
    else response.writeHead(404).end();
    console.log(response.statusCode, request.method, request.url);
  });
  server.on('error', ({ code, message }) => {
    console.error(code === 'EADDRINUSE' ? `Port ${port} is taken. Choose another: --port N.` : message);
    process.exitCode = 1;
  });
  server.listen(port, () => {
    console.log(`Serving ${folder}/ until Ctrl+C. On the ToolJet server set

  TOOLJET_MARKETPLACE_URL=http://${address()}:${port}
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
