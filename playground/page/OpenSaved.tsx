import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Query } from '../api';
import { queriesIn } from './app/saved-queries';
import { asText } from './server';
import { useStore } from './state/store';

/** A button that opens a dialog, in which a saved query or the export of an app is pasted or read from a file. */
export function OpenSaved() {
  const { query } = useStore();
  const dialog = useRef<HTMLDialogElement>(null);
  const text = useSignal('');
  const { found, problem } = queriesIn(text.value);
  const read = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    text.value = (await file?.text()) ?? '';
    // So that the same file can be read again.
    input.value = '';
  };
  const open = (chosen: Query) => {
    dialog.current?.close();
    query.open(chosen);
  };
  return (
    <>
      <button
        type="button"
        onClick={() => {
          text.value = '';
          dialog.current?.showModal();
        }}
      >
        Open…
      </button>
      <dialog ref={dialog} class="open-saved" aria-labelledby="open-title">
        <article>
          <h2 id="open-title">Open a saved query</h2>
          <label for="open-text">Paste the options of a query, or any JSON with queries in it.</label>
          <textarea
            id="open-text"
            class="code"
            rows={8}
            value={text.value}
            aria-describedby="open-note"
            aria-invalid={problem ? 'true' : undefined}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
            }}
          />
          <label for="open-file">Or read a file, such as the export of an app</label>
          <input
            type="file"
            id="open-file"
            accept=".json"
            onChange={({ currentTarget }) => {
              void read(currentTarget);
            }}
          />
          <p id="open-note" class="note problem" role="status">
            {problem}
          </p>
          <ul aria-label="Queries found" class="queries-found">
            {found.map((one, index) => (
              <li key={index}>
                <button
                  type="button"
                  onClick={() => {
                    open(one);
                  }}
                >
                  {one.name} ({asText(one.options['operation'])})
                </button>
              </li>
            ))}
          </ul>
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </article>
      </dialog>
    </>
  );
}
