import { useMemo } from 'preact/hooks';
import { createCopier } from '../copy/clipboard';
import { putIntoLastEditor } from '../form/code/last-editor';

/** A template as a button that puts it where the cursor was last, or copies it when that was in no field. */
export function Binding({ template }: { readonly template: string }) {
  const { note, say, copy } = useMemo(createCopier, []);
  const use = () => {
    const label = putIntoLastEditor(template);
    if (label === undefined) void copy(template);
    else say(`Put into ${label}`);
  };
  return (
    <>
      <button type="button" class="binding" title="Puts it where the cursor was last, or copies it" onClick={use}>
        {template}
      </button>
      <span role="status" class="quiet">
        {note}
      </span>
    </>
  );
}
