/* All that the page knows. Components read its signals and call its functions. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Forms, Query } from '../../api';
import { createAppState } from './app-state';
import { createConnection } from './connection';
import { createQuery } from './query';
import { type Memory, remember } from './memory';
import { createRuns } from './runs';
import type { Settings } from './settings';

export function createStore(forms: Forms, keptSecrets: readonly string[], memory: Memory, settings: Settings) {
  const app = createAppState(forms.examples.state, memory);
  const query = createQuery(forms.query, memory.query ?? exampleOf(forms, 'chat'), app.state);
  const connection = createConnection(forms.connection, keptSecrets, memory);
  const runs = createRuns(query, app, connection, memory);
  const stopRemembering = remember(() => ({
    theme: settings.theme.value,
    text: app.text.value,
    query: { name: query.name.value, options: query.options.value },
    isEmbedded: connection.isEmbedded.value,
    own: connection.own.value,
    moreFields: settings.moreFields.value,
    results: app.results.value,
    history: runs.history.value,
  }));
  return { forms, app, query, connection, runs, settings, stopRemembering };
}

/** The query with which an operation opens: its example, or the defaults of the form. */
export function exampleOf({ query, examples }: Forms, operation: string): Query {
  const example = examples.queries[operation] ?? { name: `${operation}1`, options: {} };
  return { name: example.name, options: { ...query.defaults, ...example.options, operation } };
}

export type Store = ReturnType<typeof createStore>;

const Context = createContext<Store | undefined>(undefined);

export const StoreProvider = Context.Provider;
export const useStore = () => useContext(Context) as Store;
