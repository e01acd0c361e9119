/* What an app would hold: what is typed, the files that were picked, and the results of the queries that ran. */
import { computed, signal } from '@preact/signals';
import type { Json, JsonObject } from '../../api';
import { isObject } from '../server';
import type { Memory } from './memory';

/** A file as ToolJet's File picker gives it. */
export type PickedFile = {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly dataURL: string;
  readonly base64Data: string;
};

/** What a query left in App state, under queries.<name>. */
export type QueryResult = { readonly data: Json; readonly metadata?: JsonObject; readonly error?: Json };

export function createAppState(example: JsonObject, memory: Memory) {
  const exampleText = JSON.stringify(example, null, 2);
  const text = signal(memory.text ?? exampleText);
  const picked = signal<readonly PickedFile[] | undefined>(undefined);
  const results = signal(memory.results ?? {});

  const typed = computed<{ state?: JsonObject; problem?: string }>(() => {
    try {
      const state = JSON.parse(text.value) as unknown;
      return isObject(state) ? { state } : { problem: 'App state must be a JSON object, in { }.' };
    } catch (error) {
      return { problem: `App state is not valid JSON: ${(error as Error).message}` };
    }
  });

  return {
    /** The JSON that is typed. */
    text,
    /** What the file picker holds once it was used; before that it holds what the JSON says. */
    picked,
    results,
    isExample: computed(() => text.value === exampleText && picked.value === undefined),
    reset: () => {
      text.value = exampleText;
      picked.value = undefined;
    },
    /** What is wrong with the text. */
    problem: computed(() => typed.value.problem),
    /** All of it; undefined while the text is broken. */
    state: computed<JsonObject | undefined>(() => {
      const { state } = typed.value;
      if (!state) return undefined;
      const member = (name: string) => (isObject(state[name]) ? state[name] : {});
      return {
        ...state,
        components: { ...member('components'), ...(picked.value && { filepicker1: { file: [...picked.value] } }) },
        queries: { ...member('queries'), ...(results.value as JsonObject) },
      };
    }),
  };
}

export type AppState = ReturnType<typeof createAppState>;
