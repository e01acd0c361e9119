import { useEffect } from 'preact/hooks';
import { AppStatePanel } from './AppStatePanel';
import { Header } from './Header';
import { QueryPanel } from './QueryPanel';
import { ResultPanel } from './result/ResultPanel';
import { useStore } from './state/store';

/** The page: App state, the query, its result. */
export function App() {
  const { settings } = useStore();
  useEffect(() => {
    const onKey = ({ key, defaultPrevented }: KeyboardEvent) => {
      if (key === 'Escape' && !defaultPrevented) settings.isDrawerOpen.value = false;
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, [settings]);
  return (
    <>
      <Header />
      {settings.isDrawerOpen.value && (
        <button
          type="button"
          class="drawer-close"
          aria-label="Close App state"
          onClick={() => {
            settings.isDrawerOpen.value = false;
          }}
        >
          ×
        </button>
      )}
      <main class={settings.isDrawerOpen.value ? 'drawer-open' : ''}>
        <AppStatePanel />
        <QueryPanel />
        <ResultPanel />
      </main>
    </>
  );
}
