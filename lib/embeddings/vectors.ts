export type Encoding = 'float' | 'base64';

/** An embedding: numbers, or the same numbers as little-endian float32 in base64. */
export type Vector = readonly number[] | string;

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((number) => typeof number === 'number');

/** Whether the value can be a vector at all: numbers, or base64 of whole float32 numbers; not empty. */
export const isVector = (value: unknown): value is Vector =>
  typeof value === 'string'
    ? value !== '' && Buffer.byteLength(value, 'base64') % 4 === 0
    : isNumbers(value) && value.length > 0;

/** How many numbers a vector has. */
export const lengthOf = (vector: Vector): number =>
  typeof vector === 'string' ? Buffer.byteLength(vector, 'base64') / 4 : vector.length;

/** The vector in the encoding that was asked for, converted if the server sent the other. */
export function encoded(vector: Vector, encoding: Encoding): Vector {
  if (encoding === 'float') return typeof vector === 'string' ? decoded(vector) : vector;
  return typeof vector === 'string' ? vector : base64(vector);
}

function decoded(text: string): number[] {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}

function base64(numbers: readonly number[]): string {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((number, index) => bytes.writeFloatLE(number, index * 4));
  return bytes.toString('base64');
}

/** The cosine of the angle between two vectors of the same length, -1 to 1; NaN when one of them is all zeros. */
export function cosine(a: readonly number[], b: readonly number[]): number {
  let dot = 0;
  for (const [index, number] of a.entries()) dot += number * (b[index] as number);
  // Rounding can leave the range by a hair.
  return Math.max(-1, Math.min(1, dot / (norm(a) * norm(b))));
}

/** The length of a vector in space. */
export const norm = (vector: readonly number[]) => Math.sqrt(vector.reduce((sum, number) => sum + number * number, 0));
