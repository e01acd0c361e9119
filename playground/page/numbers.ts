/* Numbers for people: few digits on show, the whole number elsewhere. */

/** Four digits: of a number below 1 the first four that count, of another one four decimals. */
export function fourDigits(number: number): string {
  const size = Math.abs(number);
  if (size > 0 && size < 0.0001) return number.toExponential(3);
  return String(Number(size < 1 ? number.toPrecision(4) : number.toFixed(4)));
}

/** A size in bytes as `812 B`, `3.1 KB` or `2.4 MB`, which is never broken into two lines. */
export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes}\u00a0B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)}\u00a0KB` : `${(bytes / 1_000_000).toFixed(1)}\u00a0MB`;
}

/** A moment of a recording as `0:04.2`, `1:02:03.0`. */
export function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const [hours, minutes] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60];
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
