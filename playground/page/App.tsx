import { AppStatePanel } from './AppStatePanel';
import { Header } from './Header';
import { QueryPanel } from './QueryPanel';
import { ResultPanel } from './result/ResultPanel';
import { useStore } from './state/store';

/** The page: App state, the query, its result. */
export function App() {
  const { settings } = useStore();
  return (
    <>
      <Header />
      <main class={settings.isDrawerOpen.value ? 'drawer-open' : ''}>
        <AppStatePanel />
        <QueryPanel />
        <ResultPanel />
      </main>
    </>
  );
}
