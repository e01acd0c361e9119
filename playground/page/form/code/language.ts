/* JSON is coloured where the text is JSON; other text is prose, in which only braces are closed on their own. */
import { closeBrackets } from '@codemirror/autocomplete';
import { json } from '@codemirror/lang-json';
import { syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState, type Extension, type Text } from '@codemirror/state';
import { classHighlighter } from '@lezer/highlight';

const PROSE = EditorState.languageData.of(() => [{ closeBrackets: { brackets: ['{'] } }]);

const looksLikeJson = (text: Text) => /^\s*(?:\[|\{(?!\{))/.test(text.sliceString(0, 200));
const languageOf = (text: Text) => (looksLikeJson(text) ? json() : PROSE);

const shared = [closeBrackets(), syntaxHighlighting(classHighlighter)];

/** For text that is always JSON. */
export const jsonLanguage: Extension = [json(), shared];

/** For text that becomes JSON, or stops to be, while it is typed. */
export function guessedLanguage(text: Text): Extension {
  const language = new Compartment();
  const followed = EditorState.transactionExtender.of(({ startState, newDoc, docChanged }) =>
    docChanged && looksLikeJson(startState.doc) !== looksLikeJson(newDoc)
      ? { effects: language.reconfigure(languageOf(newDoc)) }
      : null
  );
  return [language.of(languageOf(text)), followed, shared];
}
