/* Numbers for people: few digits on show, the whole number elsewhere. */

/** Four digits: of a number below 1 the first four that count, of another one four decimals. */
export const fourDigits = (number: number): string =>
  String(Math.abs(number) < 1 ? Number(number.toPrecision(4)) : Number(number.toFixed(4)));

/** A size in bytes as `812 B`, `3.1 KB` or `2.4 MB`. */
export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A moment of a recording as `0:04.2`, `1:02:03.0`. */
export function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const [hours, minutes] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60];
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
