/* The code field that had the focus last, into which a binding is put by a click elsewhere. */
import { EditorView } from '@codemirror/view';
import type { Extension } from '@codemirror/state';

let last: EditorView | undefined;

/** Makes an editor one that bindings can be put into. */
export const takesBindings: Extension = EditorView.domEventHandlers({
  focus: (_event, view) => {
    last = view;
  },
});

/** Puts the text where the cursor was last, and the focus there; gives the field's label, or undefined without a field. */
export function putIntoLastEditor(text: string): string | undefined {
  if (!last?.dom.isConnected) return undefined;
  last.dispatch(last.state.replaceSelection(text), { userEvent: 'input.paste', scrollIntoView: true });
  last.focus();
  return last.contentDOM.ariaLabel ?? '';
}
