import { invalid } from '../errors/failure';
import { quoted, text } from './values';

/**
 * What a part between two slashes may be: all that ids and names of the API are made of, and not dots alone. What could be
 * read as something else, here or by a server on the way, is left out: escapes (%2e, and %252e after it), backslashes, `..;`,
 * and letters that only look like a dot or a slash.
 */
const PART = /^(?!\.+$)[\w.~:@+=,-]+$/;

/** An address of its own: https://…, //host, also with backslashes, which a browser reads as slashes. */
const ADDRESS = /^[a-z][a-z\d+.-]*:|^[\\/]{2}/i;

/**
 * A path below a Base URL, of which `basePath` is the path: nothing in it leads to another host, above Base URL, or into the
 * query. Where it begins with the end of Base URL (/v1), as in the API's own documentation, that is left out with a warning.
 */
export function pathBelow(answer: unknown, basePath: string): { path: string; warnings: string[] } {
  const typed = text(answer, 'Path')?.trim();
  if (typed === undefined) throw invalid('Path is empty. Enter what follows Base URL, such as /models.');
  if (ADDRESS.test(typed)) {
    throw invalid(
      'Path must not be a full address, because the key is for the server in Base URL alone. Enter what follows Base URL, such as /models.'
    );
  }
  if (/[?#]/.test(typed)) throw invalid('Path must not hold ? or #. Enter what follows it in Query parameters.');
  const isOpen = typed.endsWith('/');
  const parts = typed.replace(/^\/|\/$/g, '').split('/');
  if (!parts.every((part) => PART.test(part))) {
    throw invalid(
      `Path must be parts of letters, digits and - _ . ~ : @ + = , with single slashes between them, and no part of dots alone, not ${quoted(typed)}.`
    );
  }
  const base = basePath.split('/').filter(Boolean);
  const from = base.findIndex((_part, at) => startsWith(parts, base.slice(at)));
  const shared = from < 0 ? [] : base.slice(from);
  return {
    path: `/${parts.slice(shared.length).join('/')}${isOpen ? '/' : ''}`,
    warnings: from < 0 ? [] : [`/${shared.join('/')} was left out of Path, because Base URL ends with it.`],
  };
}

/** Whether a list begins with all of another one, and goes on. */
const startsWith = (parts: readonly string[], others: readonly string[]) =>
  parts.length > others.length && others.every((part, at) => part === parts[at]);
