/* All that the page knows. Components read its signals and call its functions; nothing else is kept anywhere. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Forms, Query } from '../../api';
import { createAppState } from './app-state';
import { createConnection } from './connection';
import { createQuery } from './query';
import { createRuns } from './runs';

export function createStore(forms: Forms, keptSecrets: readonly string[]) {
  const app = createAppState(forms.examples.state);
  const query = createQuery(forms.query, exampleOf(forms, 'chat'), app.state);
  const connection = createConnection(forms.connection, keptSecrets);
  return { forms, app, query, connection, runs: createRuns(query, app, connection) };
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
