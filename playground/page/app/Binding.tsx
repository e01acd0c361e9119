import { useSignal } from '@preact/signals';
import { putIntoLastEditor } from '../form/code/last-editor';

const SHOWN_FOR = 3000;

/** A template as a button that puts it where the cursor was last, or copies it when that was in no field. */
export function Binding({ template }: { readonly template: string }) {
  const done = useSignal('');
  const say = (text: string) => {
    done.value = text;
    setTimeout(() => {
      done.value = '';
    }, SHOWN_FOR);
  };
  const use = () => {
    const label = putIntoLastEditor(template);
    if (label !== undefined) {
      say(`Put into ${label}`);
      return;
    }
    navigator.clipboard.writeText(template).then(
      () => {
        say('Copied');
      },
      () => {
        say('The browser does not let the page copy');
      }
    );
  };
  return (
    <>
      <button type="button" class="binding" title="Puts it where the cursor was last, or copies it" onClick={use}>
        {template}
      </button>
      <span role="status" class="quiet">
        {done}
      </span>
    </>
  );
}
