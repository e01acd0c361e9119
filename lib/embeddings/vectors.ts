export type Encoding = 'float' | 'base64';

/** An embedding: numbers, or the same numbers as little-endian float32 in base64. */
export type Vector = readonly number[] | string;

/**
 * Whether the value is an array of finite numbers, without gaps. A plain loop, because `every` takes several times as long, as
 * does `Number.isFinite` for each number on Node 18: 0 times a number that is not finite is NaN, and stays it in the sum.
 */
export function areNumbers(value: unknown): value is readonly number[] {
  if (!Array.isArray(value)) return false;
  let sum = 0;
  for (let index = 0; index < value.length; index += 1) {
    const number: unknown = value[index];
    if (typeof number !== 'number') return false;
    sum += number * 0;
  }
  return sum === 0;
}

/** Whether the value can be a vector at all: numbers, or base64 of whole float32 numbers; not empty. */
export const isVector = (value: unknown): value is Vector =>
  typeof value === 'string'
    ? value !== '' && Buffer.byteLength(value, 'base64') % 4 === 0
    : areNumbers(value) && value.length > 0;

/** How many numbers a vector has. */
export const lengthOf = (vector: Vector): number =>
  typeof vector === 'string' ? Buffer.byteLength(vector, 'base64') / 4 : vector.length;

/** The vector in the encoding that was asked for, converted if the server sent the other. */
export function encoded(vector: Vector, encoding: Encoding): Vector {
  if (encoding === 'float') return typeof vector === 'string' ? decoded(vector) : vector;
  return typeof vector === 'string' ? vector : base64(vector);
}

function decoded(text: string): number[] {
  const { buffer, byteOffset, length } = Buffer.from(text, 'base64');
  const view = new DataView(buffer, byteOffset, length);
  const numbers = new Array<number>(length / 4);
  for (let index = 0; index < numbers.length; index += 1) numbers[index] = view.getFloat32(index * 4, true);
  return numbers;
}

function base64(numbers: readonly number[]): string {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((number, index) => bytes.writeFloatLE(number, index * 4));
  return bytes.toString('base64');
}

/**
 * The cosine of the angle between two vectors of the same length and of finite numbers, -1 to 1; NaN when one of them is all
 * zeros. One pass over `b`: with many vectors their way through memory takes most of the time.
 */
export function cosine(a: readonly number[], b: readonly number[], normOfA = norm(a)): number {
  let dot = 0;
  let squares = 0;
  for (let index = 0; index < b.length; index += 1) {
    const number = b[index] as number;
    dot += (a[index] as number) * number;
    squares += number * number;
  }
  if (squares < SMALLEST || squares === Infinity) {
    const largest = b.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
    return largest > 0
      ? cosine(
          a,
          b.map((number) => number / largest),
          normOfA
        )
      : NaN;
  }
  // Rounding can leave the range by a hair.
  return Math.max(-1, Math.min(1, dot / (normOfA * Math.sqrt(squares))));
}

/** Below this a sum of squares has lost digits. */
const SMALLEST = 1e-280;

/** The length of a vector in space. */
export const norm = (vector: readonly number[]) => Math.sqrt(vector.reduce((sum, number) => sum + number * number, 0));
