import type { EditorView } from '@codemirror/view';
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Json as Value } from '../../api';
import { CopyButton } from '../copy/CopyButton';
import { formatted, whole } from './cut';
import { createJsonView, find, type Found, setText } from './json-editor';

type Props = {
  readonly value: Value;
  /** What it is, for those who do not see it. */
  readonly label: string;
};

/** From so many lines on there is a field to search it. */
const LONG = 15;

/** JSON to look at: coloured, to fold and to search. Long texts and lists are cut for show; Copy copies the whole. */
export function Json({ value, label }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const sought = useSignal('');
  const found = useSignal<Found>({ count: 0, at: 0 });
  const text = useMemo(() => formatted(value), [value]);
  useEffect(() => {
    const created = createJsonView(place.current as HTMLElement, label);
    view.current = created;
    return () => {
      created.destroy();
    };
  }, [label]);
  useEffect(() => {
    if (view.current) setText(view.current, text);
  }, [text, label]);
  const seek = (number: number) => {
    if (view.current) found.value = find(view.current, sought.value, number);
  };
  const { count, at } = found.value;
  return (
    <div class="json">
      <div class="json-tools">
        {text.split('\n').length > LONG && (
          <input
            type="search"
            aria-label={`Find in ${label}`}
            placeholder="Find"
            onInput={({ currentTarget }) => {
              sought.value = currentTarget.value;
              seek(0);
            }}
            onKeyDown={({ key, shiftKey }) => {
              if (key === 'Enter') seek(at + (shiftKey ? -1 : 1));
            }}
          />
        )}
        <span role="status" class="quiet">
          {sought.value && (count === 0 ? 'Not found' : `${at + 1} of ${count}`)}
        </span>
        <CopyButton text={() => whole(value)} />
      </div>
      <div ref={place} class="json-view" />
    </div>
  );
}
