/* Values in a line: beneath a field, beside a completion. */
import type { Json, JsonObject } from '../../api';
import { isObject } from '../server';
import { sizeOfData } from '../app/files';

const MOST = 160;
const MOST_IMAGES = 8;

/** A value as JSON, cut after some characters without reading more of it than that. */
export function inLine(value: Json, most = MOST): string {
  const cut = (_key: string, member: Json): Json => {
    if (typeof member === 'string') return member.slice(0, most + 1);
    return Array.isArray(member) ? member.slice(0, most) : member;
  };
  const text = (JSON.stringify(value, cut) as string | undefined) ?? 'undefined';
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

const isFile = (value: Json): value is JsonObject & { name: string; type: string; dataURL: string } =>
  isObject(value) && ['name', 'type', 'dataURL'].every((key) => typeof value[key] === 'string');

const listOf = (value: Json): Json[] => (Array.isArray(value) ? value : [value]);

/** What a template gave, in a line: files by their names, all else as JSON. */
export function described(value: Json): string {
  const files = listOf(value);
  if (files.length === 0 || !files.every(isFile)) return inLine(value);
  return files.map(({ name, type, dataURL }) => `${name} (${type || 'no type'}, ${sizeOfData(dataURL)})`).join(', ');
}

/** The pictures in a value, as addresses that hold them whole. */
export const imagesIn = (value: Json): string[] =>
  listOf(value)
    .map((item) => (isFile(item) ? item.dataURL : item))
    .filter((item): item is string => typeof item === 'string' && /^data:image\/[\w.+-]+[;,]/.test(item))
    .slice(0, MOST_IMAGES);
