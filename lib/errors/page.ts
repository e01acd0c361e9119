import { unescaped } from './hiding';

/** How a page begins: a tag that no sentence begins with. */
const PAGE = /^\s*<(?:!doctype|\?xml|html|head|body|title|h\d|center|div|p|error)\b/i;

/** Tags, and with them styles and scripts. */
const TAGS = /<(?:style|script)\b[^<>]*>[^<]*|<[^<>]*>?/gi;

/** No page says more of an error further down. */
const READ = 20_000;

/**
 * What a page of HTML or XML says, which proxies and gateways send in place of an error of the API: its texts, each once, on one
 * line; undefined for a text that is no page.
 */
export function pageText(text: string): string | undefined {
  if (!PAGE.test(text)) return undefined;
  const texts = text.slice(0, READ).replace(/\s+/g, ' ').replace(TAGS, '\n').split('\n');
  return unescaped([...new Set(texts.map((part) => part.trim()))].filter(Boolean).join(' '));
}
