import { useSignal } from '@preact/signals';
import { counted } from './cut';

/** Longer texts are shown up to here at first. */
const LONG = 20_000;

/** What a model or a server said, as the text it is. */
export function PlainText({ text }: { readonly text: string }) {
  const isWhole = useSignal(false);
  const isCut = text.length > LONG && !isWhole.value;
  return (
    <>
      <div class="plain-text">{isCut ? `${text.slice(0, LONG)}…` : text}</div>
      {isCut && (
        <button
          type="button"
          class="small-button"
          onClick={() => {
            isWhole.value = true;
          }}
        >
          Show all {counted(text.length, 'character')}
        </button>
      )}
    </>
  );
}
