import { inSlices } from '../slices';

/** Limits of the API for one request; a token is at least one byte. */
const MOST_TEXTS = 2048;
const MOST_BYTES = 300_000;

/** Texts of one request; `first` is the index of the first among all. */
export type Batch = { readonly first: number; readonly texts: readonly string[] };

/** Splits texts so that each request keeps both limits of the API; a longer text goes alone. */
export async function batches(texts: readonly string[]): Promise<Batch[]> {
  const split: { first: number; texts: string[] }[] = [];
  let bytes = Infinity;
  await inSlices(texts, (text, index) => {
    const size = Buffer.byteLength(text);
    const last = split.at(-1);
    if (last && bytes + size <= MOST_BYTES && last.texts.length < MOST_TEXTS) {
      last.texts.push(text);
      bytes += size;
    } else {
      split.push({ first: index, texts: [text] });
      bytes = size;
    }
  });
  return split;
}
