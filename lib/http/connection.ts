import { invalid } from '../errors/failure';
import type { Mask } from '../errors/secrets';
import { list, quoted, text } from '../form/values';
import type { Source } from '../types';
import type { Budget } from './budget';
import { checkUrl } from './guard';
import type { Sink } from './transport';

/** What is known of the server at the other end before anything is sent. */
export type Server = {
  /** Whether it is OpenAI's own or Azure's, which take all that the API has. */
  readonly isOpenAI: boolean;
  /** Whether it is OpenAI's own, where the id of a model says which one it is; a deployment of Azure's may be called anything. */
  readonly isOpenAIsOwn: boolean;
  readonly baseUrl: URL;
};

/** Where one query's requests go, with which headers, and what they may spend. */
export type Connection = Server & {
  /** Whether the user entered that address. */
  readonly isCustom: boolean;
  readonly key: string | undefined;
  readonly organization: string | undefined;
  readonly project: string | undefined;
  /** The pairs of the field Headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Keeps the connection's secrets out of what a server says about them. */
  readonly mask: Mask;
  readonly budget: Budget;
};

/** What the requests of a query have in common on their way. */
export type Route = {
  readonly connection: Connection;
  /** Whether the query makes many requests, which wait out a rate limit together for as long as its time lasts. */
  readonly isBulk?: boolean;
  /** Whether a request starts work that goes on, so that it is repeated only when it was surely not started. */
  readonly startsWork?: boolean;
  /** Whether a reply may be about something that failed, such as a job: that is what was asked for. */
  readonly mayTellOfFailure?: boolean;
  /** What to say if the model asked for is gone. */
  readonly shutdownNews: string | undefined;
  /** The largest reply that is read, unpacked. */
  readonly mostMegabytes: number;
  /** Gives for each attempt what takes the reply piece by piece; without it the reply is kept whole. */
  readonly sink?: () => Sink;
};

const DEFAULT_BASE_URL = 'https://api.openai.com/v1';
const OPENAI_HOSTS = ['api.openai.com'];
const AZURE_HOSTS = ['openai.azure.com', 'services.ai.azure.com', 'cognitiveservices.azure.com'];

/**
 * From the connection form to a connection; nothing is sent yet. `mask` hides the form's secrets. Throws invalid_input for a
 * value that cannot be used and for an address that the guard refuses.
 */
export function connect(source: Source, mask: Mask, budget: Budget): Connection {
  const entered = text(source.base_url, 'Base URL')?.trim();
  const baseUrl = checkedUrl(entered ?? DEFAULT_BASE_URL);
  const isHost = (hosts: string[]) => hosts.some((host) => `.${baseUrl.hostname}`.endsWith(`.${host}`));
  const key = headerValue(source.apiKey, 'API key');
  if (!key && isHost(OPENAI_HOSTS)) {
    throw invalid('API key is missing. Enter the key of your OpenAI account in the data source.');
  }
  if (entered !== undefined) checkUrl(baseUrl);
  return {
    baseUrl,
    isCustom: entered !== undefined,
    key,
    organization: headerValue(source.organizationId, 'Organization ID'),
    project: headerValue(source.project_id, 'Project ID'),
    headers: Object.fromEntries(headerPairs(source)),
    mask,
    budget,
    isOpenAIsOwn: isHost(OPENAI_HOSTS),
    isOpenAI: isHost([...OPENAI_HOSTS, ...AZURE_HOSTS]),
  };
}

function checkedUrl(typed: string): URL {
  const advice = `Enter an address such as ${DEFAULT_BASE_URL}, or leave the field blank for OpenAI.`;
  const url = parsedUrl(typed);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw invalid(`Base URL is not a valid web address. ${advice}`);
  }
  if (url.username || url.password) throw invalid(`Base URL must not hold a user name or password. ${advice}`);
  if (url.hash) throw invalid(`Base URL must not hold a # part. ${advice}`);
  return url;
}

/** URL.canParse is missing on Node 18.3. */
function parsedUrl(typed: string): URL | undefined {
  try {
    return new URL(typed);
  } catch {
    return undefined;
  }
}

/** Headers the plugin or the network sets, with the field to use instead. */
const REFUSED_HEADERS: ReadonlyMap<string, string> = new Map([
  ['authorization', 'enter the key in API key instead'],
  ['host', 'enter the server in Base URL instead'],
  ...['content-type', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'upgrade', 'expect'].map(
    (name): [string, string] => [name, 'the plugin sets it itself']
  ),
]);

/** Limits of ours; common servers refuse requests beyond them anyway. */
const MOST_HEADERS = 64;
const LONGEST_VALUE = 8192;

/** The filled pairs of the field Headers, trimmed, names in lower case; throws for one that cannot be sent or is set elsewhere. */
function headerPairs(source: Source): [string, string][] {
  const pairs = (list(source.headers, 'Headers') ?? []).map((pair, index): [string, string] => {
    if (!Array.isArray(pair)) throw invalid(`Headers: entry ${index + 1} must be a pair of name and value.`);
    return [text(pair[0], 'Headers')?.trim() ?? '', headerValue(pair[1], 'Headers') ?? ''];
  });
  const filled = pairs.filter(([name, value]) => name || value);
  if (filled.length > MOST_HEADERS) throw invalid(`Headers takes up to ${MOST_HEADERS} pairs, not ${filled.length}.`);
  return filled.map(checkedPair);
}

function checkedPair([name, value]: [string, string]): [string, string] {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    throw invalid(`Headers: ${quoted(name)} is not a header name. Use letters, digits and hyphens.`);
  }
  const lowerCase = name.toLowerCase();
  const instead = REFUSED_HEADERS.get(lowerCase);
  if (instead) throw invalid(`Headers must not hold ${name}: ${instead}. Remove it from Headers.`);
  return [lowerCase, value];
}

/** A trimmed value that may stand in a header; the error does not show it, because it may be a secret. */
function headerValue(answer: unknown, label: string): string | undefined {
  const value = text(answer, label)?.trim();
  if (value && value.length > LONGEST_VALUE) {
    throw invalid(`${label} takes values of up to 8,192 characters, not ${value.length}. Copy it again.`);
  }
  if (value && !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    throw invalid(
      `${label} has a character that cannot be sent, such as a line break or a curly quote. Copy it again.`
    );
  }
  return value;
}
