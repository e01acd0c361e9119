import { isObject, type JsonObject, listOf, membersOf } from '../json';

/** A page that an answer rests on. */
export type Source = { readonly url: string; readonly title?: string };

/** A file that an answer cites, or that code made. */
export type CitedFile = { readonly file_id: string; readonly container_id?: string; readonly filename?: string };

/** What models leave of citations in a text: https://github.com/openai/openai-agents-python/issues/2051 */
export const withoutMarks = (text: string): string => text.replace(/\ue200[^\ue200\ue201]*\ue201/g, '');

/** OpenAI adds its name to what it cites: https://github.com/openai/openai-go/issues/451 */
const plain = (url: string): string =>
  url.replace(/([?&])utm_source=openai(&)?/, (_found, before: string, after?: string) => (after ? before : ''));

/** The pages of an answer, each once: those that its texts cite, in their order, then those that were searched besides. */
export function sourcesOf(parts: readonly JsonObject[], items: readonly JsonObject[]): Source[] {
  const cited = parts.flatMap(({ annotations }) =>
    listOf(annotations)
      .filter(isObject)
      .filter(({ type }) => type === 'url_citation')
      .sort((a, b) => Number(a['start_index']) - Number(b['start_index']))
  );
  const searched = items.flatMap(({ action }) => listOf(membersOf(action)['sources'])).filter(isObject);
  const sources = new Map<string, Source>();
  for (const { url, title } of [...cited, ...searched]) {
    if (typeof url !== 'string' || !url) continue;
    const address = plain(url);
    const known = sources.get(address);
    if (known?.title === undefined) {
      sources.set(address, { url: address, ...(typeof title === 'string' && title && { title }) });
    }
  }
  return [...sources.values()];
}

const FILES = ['file_citation', 'container_file_citation', 'file_path'];

/** The files that an answer cites, each once. */
export function filesOf(parts: readonly JsonObject[]): CitedFile[] {
  const files = new Map<string, CitedFile>();
  for (const { type, file_id, container_id, filename } of parts.flatMap(({ annotations }) =>
    listOf(annotations).filter(isObject)
  )) {
    if (!FILES.includes(String(type)) || typeof file_id !== 'string') continue;
    files.set(file_id, {
      file_id,
      ...(typeof container_id === 'string' && { container_id }),
      ...(typeof filename === 'string' && { filename }),
    });
  }
  return [...files.values()];
}
