/* CodeMirror as a view of JSON: coloured, to fold, to search; nothing can be typed into it. */
import { json } from '@codemirror/lang-json';
import {
  codeFolding,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  syntaxHighlighting,
  unfoldAll,
} from '@codemirror/language';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { nonce } from '../server';

/** The colours of JSON, wherever it is shown or typed. */
const jsonColours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.propertyName, color: 'var(--code-name)' },
    { tag: tags.string, color: 'var(--code-text)' },
    { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
    { tag: [tags.separator, tags.brace, tags.squareBracket], color: 'var(--quiet)' },
  ])
);

/** What an editor looks like here. */
const jsonTheme = EditorView.theme({
  '&': { fontSize: '0.8125rem', backgroundColor: 'transparent', color: 'var(--text)' },
  '&.cm-focused': { outline: '2px solid var(--pico-primary)' },
  '.cm-scroller': { fontFamily: 'var(--mono, monospace)', lineHeight: '1.55' },
  '.cm-gutters': { backgroundColor: 'transparent', border: 'none', color: 'var(--quiet)' },
  '.cm-foldGutter .cm-gutterElement': { cursor: 'pointer', padding: '0 0.3em' },
  '.cm-foldPlaceholder': {
    border: 'none',
    borderRadius: '3px',
    padding: '0 0.4em',
    backgroundColor: 'var(--line)',
    color: 'var(--text)',
  },
  '.found': { backgroundColor: 'var(--found)', borderRadius: '2px' },
  '.found-now': { outline: '2px solid var(--warn)' },
});

export type Found = { readonly count: number; readonly at: number };

const mark = (kind: string) => Decoration.mark({ class: kind });
const setFound = StateEffect.define<DecorationSet>();
const found = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, { effects, changes }) => effects.find((effect) => effect.is(setFound))?.value ?? marks.map(changes),
  provide: (field) => EditorView.decorations.from(field),
});

/** Puts a view into the parent; `label` names it for those who do not see it. */
export const createJsonView = (parent: HTMLElement, label: string): EditorView =>
  new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        json(),
        jsonColours,
        jsonTheme,
        found,
        codeFolding(),
        foldGutter({ openText: '▾', closedText: '▸' }),
        keymap.of(foldKeymap),
        EditorView.lineWrapping,
        EditorView.cspNonce.of(nonce),
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', 'tabindex': '0' }),
      ],
    }),
  });

/** Shows another text in the view. */
export function setText(view: EditorView, text: string): void {
  if (view.state.doc.toString() !== text) {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  }
}

/** Marks every place of the text, upper and lower case alike, and goes to the one of the number, from 0 on, round and round. */
export function find(view: EditorView, sought: string, number: number): Found {
  const places = sought === '' ? [] : placesOf(view.state.doc.toString(), sought);
  const count = places.length;
  const at = count === 0 ? 0 : ((number % count) + count) % count;
  const marks = Decoration.set(
    places.map((from, index) => mark(index === at ? 'found found-now' : 'found').range(from, from + sought.length))
  );
  const place = places[at];
  if (place !== undefined) unfoldAll(view);
  const shown = place === undefined ? [] : [EditorView.scrollIntoView(place, { y: 'center' })];
  view.dispatch({ effects: [setFound.of(marks), ...shown] });
  return { count, at };
}

/** Where the text has it; not by toLowerCase, which makes some texts longer. */
function placesOf(text: string, sought: string): number[] {
  const pattern = new RegExp(sought.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'giu');
  return [...text.matchAll(pattern)].map(({ index }) => index);
}
