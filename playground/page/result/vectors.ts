/* Embeddings: vectors of numbers, as such or as base64 of 32-bit floats. */
import type { Json } from '../../api';
import { isText } from './shapes';

export const isVector = (value: Json): value is number[] =>
  Array.isArray(value) && value.length > 1 && value.every((item) => typeof item === 'number');

/** The numbers of an embedding; undefined when it is none. */
export const vectorOf = (value: Json): readonly number[] | undefined =>
  isVector(value) ? value : isText(value) ? floatsIn(value) : undefined;

function floatsIn(text: string): readonly number[] | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const floats = [...new Float32Array(bytes.buffer)];
    return floats.length > 1 && floats.every(Number.isFinite) ? floats : undefined;
  } catch {
    return undefined;
  }
}

/** A list of embeddings; texts count from a length on that words do not have. */
export function vectorsOf(list: readonly Json[]): readonly (readonly number[])[] | undefined {
  const vectors = list.map((item) => (isText(item) && item.length < 40 ? undefined : vectorOf(item)));
  const found = vectors.filter((vector) => vector !== undefined);
  return found.length > 0 && found.length === list.length ? found : undefined;
}

/** The length of the vector in its space. */
export const norm = (numbers: readonly number[]): number =>
  Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0));

/** The first numbers, four digits each. */
export const firstOf = (numbers: readonly number[], count: number): string =>
  numbers
    .slice(0, count)
    .map((number) => String(Number(number.toPrecision(4))))
    .join(', ');
