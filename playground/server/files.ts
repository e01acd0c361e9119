/* What the server gives out, and nothing else: the page, what it needs, and the plugin's icon. */
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';

export type Answer = {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
  readonly nonce?: string;
};

const BUILT = 'output/playground';

/** Read anew each time, relative to the project, where the playground is started. */
const FILES: Readonly<Record<string, string>> = {
  '/page.js': `${BUILT}/page.js`,
  '/style.css': `${BUILT}/style.css`,
  '/icon.svg': 'icon.svg',
};

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/** Nothing is loaded from elsewhere and nothing evaluated; CodeMirror's style sheets bear the nonce, which is the token. */
const policy = (nonce?: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce ? ` 'nonce-${nonce}'` : ''}`,
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    'media-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

export const headersWith = (nonce?: string) => ({
  'content-security-policy': policy(nonce),
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
});

export function fileAt(path: string): Answer | undefined {
  const file = Object.hasOwn(FILES, path) ? FILES[path] : undefined;
  return file === undefined ? undefined : { type: TYPES[extname(file)] as string, body: readFileSync(file, 'utf8') };
}

export const page = (token: string): Answer => ({ ...html('playground/page/index.html', token), nonce: token });
export const notOpened = (): Answer => ({ ...html('playground/page/not-opened.html', ''), status: 403 });

const html = (file: string, token: string): Answer => ({
  type: 'text/html',
  body: readFileSync(file, 'utf8').replaceAll('{{page token}}', token),
});
