import { inSlices } from '../slices';

/** Limits of the API for one request; a token is at least one byte. */
const MOST_TEXTS = 2048;
const MOST_BYTES = 300_000;

/** Texts of one request; `first` is the index of the first among all. */
export type Batch = { readonly first: number; readonly texts: readonly string[] };

/**
 * Splits texts so that each request keeps both limits of the API; a longer text goes alone. With `rowOf`, the row of each text,
 * those of a request are neighbours there, too; `most` is a limit of its own to how many they are.
 */
export async function batches(
  texts: readonly string[],
  { rowOf, most = MOST_TEXTS }: { rowOf?: readonly number[]; most?: number } = {}
): Promise<Batch[]> {
  const split: { first: number; texts: string[] }[] = [];
  let bytes = Infinity;
  await inSlices(texts, (text, index) => {
    const size = Buffer.byteLength(text);
    const last = split.at(-1);
    const isNext = !rowOf || rowOf[index] === (rowOf[index - 1] as number) + 1;
    if (last && isNext && bytes + size <= MOST_BYTES && last.texts.length < Math.min(most, MOST_TEXTS)) {
      last.texts.push(text);
      bytes += size;
    } else {
      split.push({ first: index, texts: [text] });
      bytes = size;
    }
  });
  return split;
}
