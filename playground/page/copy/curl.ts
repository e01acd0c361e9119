/* A request as a command of curl. The key is named, never written. */
import type { Json } from '../../api';
import { asText } from '../server';
import { fieldsIn, fileName, fileType, type Request } from './request';

/** A text as one word of a shell: nothing in it is expanded or run. */
const shellWord = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The command, over several lines. */
export function asCurl({ method, url, body, isForm, notes }: Request): string {
  const isUsual = method === (body ? 'POST' : 'GET');
  const words = [
    `curl ${isUsual ? '' : `-X ${method} `}${shellWord(url)}`,
    '-H "Authorization: Bearer $OPENAI_API_KEY"',
    ...(body && !isForm
      ? [`-H 'Content-Type: application/json'`, `-d ${shellWord(JSON.stringify(body, null, 2))}`]
      : []),
    ...(body && isForm ? fieldsIn(body).map(formWord) : []),
  ];
  return [...notes.map((note) => `# ${note}`), words.join(' \\\n  ')].join('\n');
}

/** `--form-string`, because `-F` would read a file where a text begins with @ or <. */
function formWord([key, value]: readonly [string, Json], index: number): string {
  const type = fileType(value);
  return type
    ? `-F ${shellWord(`${key}=@${fileName(type, index)};type=${type}`)}`
    : `--form-string ${shellWord(`${key}=${asText(value)}`)}`;
}
