import { Decoration, type DecorationSet, type EditorView, MatchDecorator, ViewPlugin } from '@codemirror/view';
import type { Extension } from '@codemirror/state';

const templates = new MatchDecorator({
  regexp: /\{\{.*?\}\}/g,
  decoration: Decoration.mark({ class: 'template' }),
});

/** Marks each {{…}}. */
export const templateMarks: Extension = ViewPlugin.define<{ marks: DecorationSet; update: (update: never) => void }>(
  (view: EditorView) => ({
    marks: templates.createDeco(view),
    update(update) {
      this.marks = templates.updateDeco(update, this.marks);
    },
  }),
  { decorations: ({ marks }) => marks }
);
