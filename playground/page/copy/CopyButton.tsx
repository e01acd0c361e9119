import { useMemo } from 'preact/hooks';
import { createCopier } from './clipboard';

type Props = { readonly text: () => string; readonly label?: string };

/** Copies a text, and says so. */
export function CopyButton({ text, label = 'Copy' }: Props) {
  const { note, copy } = useMemo(createCopier, []);
  return (
    <span class="copy">
      <button type="button" class="small-button" onClick={() => void copy(text())}>
        {label}
      </button>
      <span role="status">{note.value}</span>
    </span>
  );
}
