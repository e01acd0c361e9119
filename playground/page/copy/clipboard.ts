/* What is copied, and what the page says about it. */
import { signal } from '@preact/signals';

const SHOWN_FOR = 3000;

/** A function that copies a text, and a signal with the sentence that tells how it went, for a few seconds. */
export function createCopier() {
  const note = signal('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (text: string) => {
    note.value = text;
    clearTimeout(timer);
    timer = setTimeout(() => {
      note.value = '';
    }, SHOWN_FOR);
  };
  return {
    note,
    say,
    copy: (text: string): Promise<void> =>
      navigator.clipboard.writeText(text).then(
        () => {
          say('Copied');
        },
        () => {
          say('The browser does not let the page copy');
        }
      ),
  };
}
