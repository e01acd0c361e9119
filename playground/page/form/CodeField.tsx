import type { EditorView } from '@codemirror/view';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { JsonObject } from '../../api';
import { createEditor, showText } from './code/editor';

type Props = {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
  readonly describedBy?: string;
  readonly isInvalid?: boolean;
  readonly placeholder?: string;
  /** Whether it has room for some lines from the start; it grows in any case. */
  readonly isTall?: boolean;
  readonly isJson?: boolean;
  /** What {{…}} is completed from; without it there are no templates. */
  readonly state?: () => JsonObject | undefined;
};

/** A field for code: JSON in colours, {{…}} marked and completed. */
export function CodeField(props: Props) {
  const { value, describedBy, isInvalid = false, isTall = false } = props;
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const latest = useRef(props);
  latest.current = props;
  useLayoutEffect(() => {
    const { id, label, placeholder, isJson = false, state } = latest.current;
    const attributes = () => ({
      id,
      // As an editable element has by itself; axe-core and screen readers look for it.
      'tabindex': '0',
      'aria-label': label,
      ...(latest.current.describedBy && { 'aria-describedby': latest.current.describedBy }),
      ...(latest.current.isInvalid && { 'aria-invalid': 'true' }),
    });
    editor.current = createEditor({
      parent: box.current as HTMLDivElement,
      text: latest.current.value,
      isJson,
      attributes,
      onInput: (text) => {
        latest.current.onInput(text);
      },
      ...(placeholder && { placeholder }),
      ...(state && { state }),
    });
    return () => editor.current?.destroy();
  }, []);
  // As the page is drawn, before another key can be typed, so that what is typed is never undone.
  useLayoutEffect(() => {
    if (editor.current) showText(editor.current, value);
  }, [value]);
  useLayoutEffect(() => editor.current?.dispatch({}), [isInvalid, describedBy]);
  return <div class={`code-field${isTall ? ' tall' : ''}`} ref={box} />;
}
