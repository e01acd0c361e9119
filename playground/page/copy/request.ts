/* A request as a dry run tells it, for those who want to send it themselves. */
import type { Json, JsonObject, Result, Source } from '../../api';
import { asText, isObject } from '../server';
import { publicPart } from '../state/connection';

/** One request, with its whole address. A body of files is sent as a form, any other one as JSON. */
export type Request = {
  readonly method: string;
  readonly url: string;
  readonly body: JsonObject | readonly Json[] | undefined;
  readonly isForm: boolean;
  /** What one has to know before one sends it. */
  readonly notes: readonly string[];
};

const OPENAI = 'https://api.openai.com/v1';
/** What is sent as multipart/form-data, because it holds files. */
const FORMS = ['/images/edits', '/audio/transcriptions'];
const CUT = /^data:[^,]{0,100};base64,[^]*… \(\d+ characters\)$/;

/** A file, which a dry run shows as its type and size. */
export const fileType = (value: Json): string | undefined =>
  typeof value === 'string' ? /^([\w.+-]+\/[\w.+-]+), \d+ bytes$/.exec(value)?.[1] : undefined;

/** The name that stands in for a file, in the folder where the request is sent from. */
export const fileName = (type: string, index: number): string =>
  `file${index + 1}.${(type.split('/')[1] ?? 'bin').replace('mpeg', 'mp3').replace('jpeg', 'jpg').replace(/[^\w]/g, '')}`;

/** The address below which requests go, without what may be secret in it. */
export function baseOf(source: Source): string {
  const typed = 'own' in source ? asText(source.own['base_url']).trim() : '';
  return typed ? publicPart(typed).replace(/\/+$/, '') : OPENAI;
}

/** The request of a dry run; undefined when its data is none. */
export function requestOf({ data }: Result, base: string): Request | undefined {
  if (!isObject(data) || typeof data['method'] !== 'string' || typeof data['path'] !== 'string') return undefined;
  const { method, path, query, body, requests, parts } = data;
  const row = parts === undefined || !isObject(body) ? undefined : body;
  const of = row ? 'one of its rows, sent on its own' : 'the first one';
  const isSingle = !row && (typeof requests !== 'number' || requests <= 1);
  const sent = row ? row['body'] : body;
  const place = row ? asText(row['url']).replace(/^\/v1(?=\/)/, '') : path;
  return {
    method: row ? 'POST' : method,
    url: `${base}${place}${isObject(query) ? search(query) : ''}`,
    body: isObject(sent) || Array.isArray(sent) ? sent : undefined,
    isForm: FORMS.some((form) => place.endsWith(form)),
    notes: [
      ...(isSingle ? [] : [`The query makes ${asText(requests)} requests; this is ${of}.`]),
      ...(holdsCut(sent) ? ['A file in the body is cut: put its whole data URI in its place.'] : []),
    ],
  };
}

/** Names and values escaped; one of several values is there several times. */
function search(query: JsonObject): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value)
      ? value.map((one) => [`${name.replace(/\[\]$/, '')}[]`, one] as const)
      : [[name, value] as const]
    ).map(([key, one]) => `${encodeURIComponent(key)}=${encodeURIComponent(asText(one))}`)
  );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

const holdsCut = (value: Json): boolean =>
  typeof value === 'string'
    ? CUT.test(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(holdsCut);

/** What the fields of a form hold, in their order; a list is sent as several fields, as OpenAI takes them. */
export const fieldsIn = (body: Request['body']): (readonly [string, Json])[] =>
  Object.entries(body ?? {}).flatMap(([key, value]) =>
    Array.isArray(value) ? value.map((one: Json) => [`${key}[]`, one] as const) : [[key, value as Json] as const]
  );
