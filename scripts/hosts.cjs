/*
 * How each generation of ToolJet's server turns the text of a plugin into a service, once for every query, and how the
 * newest makes a result of an error. C1 and C2 are emulated: they differ in what the vm context of the plugin holds, and
 * that is all a plugin notices.
 */
const { createRequire } = require('node:module');
const { join } = require('node:path');
const vm = require('node:vm');

/** The server's own require, which every loader hands to the plugin. */
const serverRequire = createRequire(join(process.cwd(), 'server.js'));

const always = () => ({
  require: serverRequire,
  __dirname: process.cwd(),
  process,
  Buffer,
  console,
  global: globalThis,
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  setImmediate,
  clearImmediate,
});

/** What the newest servers add; the rest, DOMException for one, stays undefined. Host and plugin then share these classes. */
const MORE = [
  ...['fetch', 'Headers', 'Request', 'Response', 'FormData', 'Blob', 'File', 'URL', 'URLSearchParams'],
  ...['AbortController', 'AbortSignal', 'TextEncoder', 'TextDecoder', 'ReadableStream', 'WritableStream'],
  ...['TransformStream', 'structuredClone', 'crypto', 'performance', 'atob', 'btoa', 'queueMicrotask', 'JSON'],
  ...[
    'Error',
    'TypeError',
    'RangeError',
    'SyntaxError',
    'ReferenceError',
    'EvalError',
    'URIError',
    'Event',
    'EventTarget',
  ],
];

function inContext(code, globals) {
  const module = { exports: {} };
  const sandbox = { ...globals, module, exports: module.exports };
  vm.runInNewContext(code, sandbox, { filename: 'plugin.js' });
  return module.exports;
}

const loaders = {
  /** ToolJet 2.4.9 to early 3: the library ToolJet uses. */
  A: (code) => require('module-from-string').requireFromString(code, { useCurrentGlobal: true }),
  /** A short sandbox without fetch, URL, AbortController and the like. */
  C1: (code) => inContext(code, always()),
  /** The newest servers. */
  C2: (code) => {
    const more = MORE.filter((name) => name in globalThis).map((name) => [name, globalThis[name]]);
    return inContext(code, { ...always(), ...Object.fromEntries(more) });
  },
};

/** The plugin's service as a ToolJet server makes it for one query. */
const loadService = (code, loader = 'C2') => new (loaders[loader](code).default)();

/** What ToolJet's newest server makes of an error that a query threw. */
function failed({ constructor, message, description, data, metadata }) {
  const shown = constructor.name === 'QueryError' ? description : message;
  return { status: 'failed', message, description: shown, data: data ?? {}, metadata };
}

module.exports = { loaders, loadService, failed };
