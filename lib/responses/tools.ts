import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { ids } from '../form/ids';
import { choice, fromJson, isBlank, quoted, several, text } from '../form/values';
import { holdsTooMuch, isObject, type JsonObject, listOf, membersOf, parsed } from '../json';
import type { Answers } from '../types';

type Tool = OpenAI.Responses.Tool;
type ToolAnswers = Pick<
  Answers<'ask'>,
  | 'web_search'
  | 'search_domains'
  | 'search_country'
  | 'search_context'
  | 'vector_store_ids'
  | 'mcp_servers'
  | 'code_interpreter'
>;

/** What replies are asked to hold besides: the addresses that were searched, and the passages that were found. */
export const INCLUDE = ['web_search_call.action.sources', 'file_search_call.results'] as const;

/** The tools of OpenAI's own that a form asks for, and whether the model has to search the web. */
export function hostedTools(answers: ToolAnswers): {
  tools: readonly Tool[];
  mustSearch: boolean;
  warnings: readonly string[];
} {
  const search = choice(answers.web_search, 'Web search', ['off', 'auto', 'always']) ?? 'off';
  const stores = ids(answers.vector_store_ids, 'Vector store');
  const code = choice(answers.code_interpreter, 'Code interpreter', ['off', 'on']) === 'on';
  return {
    tools: [
      ...(search === 'off' ? [] : [webSearch(answers)]),
      ...(stores.length > 0 ? [{ type: 'file_search' as const, vector_store_ids: [...stores] }] : []),
      ...(code ? [{ type: 'code_interpreter' as const, container: { type: 'auto' as const } }] : []),
      ...mcpServers(answers.mcp_servers),
    ],
    mustSearch: search === 'always',
    warnings: search === 'off' ? SEARCH_FIELDS.flatMap(([key, label]) => unused(answers[key], label)) : [],
  };
}

const SEARCH_FIELDS = [
  ['search_domains', 'Search domains'],
  ['search_country', 'Search country'],
  ['search_context', 'Search context'],
] as const;

const unused = (answer: unknown, label: string): string[] =>
  isBlank(answer) || (Array.isArray(answer) && answer.length === 0)
    ? []
    : [`${label} was left out, because Web search is Off.`];

/** Without a location the API takes the United States: https://platform.openai.com/docs/guides/tools-web-search */
function webSearch({ search_domains, search_country, search_context }: ToolAnswers): OpenAI.Responses.WebSearchTool {
  const size = choice(search_context, 'Search context', ['low', 'medium', 'high']);
  const filters = domainFilters(search_domains);
  return {
    type: 'web_search',
    ...(filters && { filters }),
    ...(size && { search_context_size: size }),
    user_location: { type: 'approximate', ...location(search_country) },
  };
}

const MOST_DOMAINS = 100;

/** `blocked_domains` stands in the guide, not in the SDK's type: https://platform.openai.com/docs/guides/tools-web-search */
type Filters = OpenAI.Responses.WebSearchTool.Filters & { blocked_domains?: string[] };

/** Domains, without scheme and path; one that begins with - is blocked. */
function domainFilters(answer: unknown): Filters | undefined {
  const LABEL = 'Search domains';
  const given = several(answer, LABEL);
  if (given.length === 0) return undefined;
  const domains = given.map((value) => {
    const domain = String(value)
      .trim()
      .toLowerCase()
      .replace(/^(-?)\s*(?:[a-z]+:\/\/)?([^/]*).*$/s, '$1$2');
    if (/^-?[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u.test(domain)) return domain;
    throw invalid(`${LABEL} must hold domains such as example.com or -example.com, not ${quoted(value)}.`);
  });
  if (domains.length > MOST_DOMAINS) throw invalid(`${LABEL} takes up to 100 domains, not ${domains.length}.`);
  const blocked = domains.filter((domain) => domain.startsWith('-')).map((domain) => domain.slice(1));
  const allowed = domains.filter((domain) => !domain.startsWith('-'));
  return {
    ...(allowed.length > 0 && { allowed_domains: allowed }),
    ...(blocked.length > 0 && { blocked_domains: blocked }),
  };
}

const PLACES = ['city', 'region', 'country', 'timezone'];

/** A country's code, or an object with city, region, country and timezone. */
function location(answer: unknown): JsonObject {
  if (isBlank(answer)) return {};
  const value =
    typeof answer === 'string' && !answer.trimStart().startsWith('{') ? answer : fromJson(answer, 'Search country');
  if (isObject(value))
    return Object.fromEntries(PLACES.filter((name) => value[name]).map((name) => [name, value[name]]));
  const country = String(text(value, 'Search country')).trim().toUpperCase();
  if (/^[A-Z]{2}$/.test(country)) return { country };
  throw invalid(
    `Search country must be a code of two letters such as DE, or an object such as {"city": "Berlin", "country": "DE"}, not ${quoted(answer)}.`
  );
}

/** The list in the field MCP servers; something else when it holds none. */
const serversIn = (answer: unknown): unknown =>
  typeof answer === 'string' && !holdsTooMuch(answer) ? parsed(answer) : answer;

/** What may be a secret in the field MCP servers, whatever else it holds. */
export function mcpSecrets(answer: unknown): unknown[] {
  const servers = listOf(serversIn(answer));
  return servers.flatMap((server) => {
    const { authorization, headers } = membersOf(server);
    return [authorization, ...Object.values(membersOf(headers))];
  });
}

/**
 * MCP servers as OpenAI's tools. Never asked for an approval, because that would need a second request. No error quotes a value,
 * because keys may stand there. https://platform.openai.com/docs/guides/tools-connectors-mcp
 */
function mcpServers(answer: unknown): Tool[] {
  if (isBlank(answer)) return [];
  const servers = serversIn(answer);
  if (!Array.isArray(servers)) {
    throw invalid(
      'MCP servers must be a list such as [{"url": "https://mcp.example.com"}], or the text of one as JSON.'
    );
  }
  return servers.map((entry: unknown, index): Tool => {
    const where = `MCP servers: entry ${index + 1}`;
    if (!isObject(entry)) throw invalid(`${where} must be an object with url.`);
    const { label, url, authorization, headers, allowed_tools } = entry;
    const host = /^https:\/\/([^/?#\s]+)/i.exec(typeof url === 'string' ? url.trim() : '')?.[1];
    if (!host) throw invalid(`${where} must have a url that begins with https://.`);
    return {
      type: 'mcp',
      server_label: text(label, where)?.trim() ?? host.replace(/[^\w-]+/g, '_'),
      server_url: (url as string).trim(),
      ...(isObject(headers) && { headers: headers as Record<string, string> }),
      ...(typeof authorization === 'string' && authorization && { authorization }),
      ...(Array.isArray(allowed_tools) && { allowed_tools: allowed_tools as string[] }),
      require_approval: 'never',
    };
  });
}
