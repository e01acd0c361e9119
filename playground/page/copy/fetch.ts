/* A request as JavaScript for Node. The key is named, never written. */
import type { Json } from '../../api';
import { asText } from '../server';
import { fieldsIn, fileName, fileType, type Request } from './request';

const text = (value: string) => `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
const indented = (code: string, by: string) => code.replaceAll('\n', `\n${by}`);

/** The code, over several lines. */
export function asFetch({ method, url, body, isForm, notes }: Request): string {
  const isJson = body !== undefined && !isForm;
  const lines = [
    `method: ${text(method)},`,
    'headers: {',
    '  Authorization: `Bearer ${process.env.OPENAI_API_KEY}`,',
    ...(isJson ? ["  'Content-Type': 'application/json',"] : []),
    '},',
    ...(isJson ? [`body: JSON.stringify(${indented(JSON.stringify(body, null, 2), '  ')}),`] : []),
    ...(body && isForm ? ['body,'] : []),
  ];
  return [
    ...notes.map((note) => `// ${note}`),
    ...(body && isForm ? formCode(body) : []),
    `const response = await fetch(${text(url)}, {`,
    ...lines.map((line) => `  ${line}`),
    '});',
    'console.log(response.status, await response.text());',
  ].join('\n');
}

function formCode(body: Request['body']): string[] {
  const fields = fieldsIn(body);
  const line = ([key, value]: readonly [string, Json], index: number) => {
    const type = fileType(value);
    const name = type && text(fileName(type, index));
    return name
      ? `body.append(${text(key)}, await openAsBlob(${name}, { type: ${text(type)} }), ${name});`
      : `body.append(${text(key)}, ${text(asText(value))});`;
  };
  const hasFiles = fields.some(([, value]) => fileType(value) !== undefined);
  return [
    ...(hasFiles ? ["import { openAsBlob } from 'node:fs';", ''] : []),
    'const body = new FormData();',
    ...fields.map(line),
  ];
}
