import { useSignal } from '@preact/signals';
import { counted } from './cut';
import { clock } from '../numbers';
import type { Cue } from './timed-text';

const MOST = 200;

/** What is said, one line for each moment, with its time and its speaker. */
export function Cues({ cues }: { readonly cues: readonly Cue[] }) {
  const isAll = useSignal(false);
  const shown = isAll.value ? cues : cues.slice(0, MOST);
  return (
    <>
      <ol class="cues">
        {shown.map(({ start, end, speaker, text }, index) => (
          <li key={index}>
            {start !== undefined && (
              <span class="cue-time">
                {clock(start)}
                {end !== undefined && <span class="cue-end"> – {clock(end)}</span>}
              </span>
            )}
            <span class="cue-text">
              {speaker !== undefined && <b>{speaker}: </b>}
              {text}
            </span>
          </li>
        ))}
      </ol>
      {shown.length < cues.length && (
        <button
          type="button"
          class="small-button"
          onClick={() => {
            isAll.value = true;
          }}
        >
          Show all {counted(cues.length, 'line')}
        </button>
      )}
    </>
  );
}
