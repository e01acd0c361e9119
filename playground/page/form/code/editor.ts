/* A CodeMirror editor as a field of a form: Tab leaves it, Ctrl+Enter is left to the page. */
import { autocompletion, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { Annotation, EditorState, type Extension, Transaction } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import type { JsonObject } from '../../../api';
import { nonce } from '../../server';
import { completionFrom } from './completion';
import { guessedLanguage, jsonLanguage } from './language';
import { takesBindings } from './last-editor';
import { templateMarks } from './marks';

type EditorOptions = {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly placeholder?: string;
  /** Whether the text is JSON whatever is typed. */
  readonly isJson: boolean;
  /** What {{…}} is completed from; without it there are no templates. */
  readonly state?: () => JsonObject | undefined;
  /** Called with what a user typed. */
  readonly onInput: (text: string) => void;
  /** Read anew with each update. */
  readonly attributes: () => Record<string, string>;
};

const FromPage = Annotation.define<boolean>();

const keys = [...closeBracketsKeymap, ...historyKeymap, ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter')];

export function createEditor({ parent, text, isJson, state, onInput, attributes, ...options }: EditorOptions) {
  const doc = EditorState.create({ doc: text }).doc;
  const templates: Extension = state
    ? [
        autocompletion({ override: [completionFrom(state)], icons: false, activateOnTypingDelay: 20 }),
        templateMarks,
        takesBindings,
      ]
    : [];
  const extensions = [
    EditorView.cspNonce.of(nonce),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of(attributes),
    EditorView.updateListener.of(({ docChanged, transactions, state: { doc: changed } }) => {
      if (docChanged && !transactions.some((one) => one.annotation(FromPage))) onInput(changed.toString());
    }),
    isJson ? jsonLanguage : guessedLanguage(doc),
    templates,
    history(),
    keymap.of(keys),
    placeholder(options.placeholder ?? ''),
  ];
  return new EditorView({ parent, doc, extensions });
}

/** Shows a text that came from elsewhere than the keyboard. */
export function showText(view: EditorView, text: string): void {
  if (view.state.doc.toString() === text) return;
  const annotations = [FromPage.of(true), Transaction.addToHistory.of(false)];
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, annotations });
}
