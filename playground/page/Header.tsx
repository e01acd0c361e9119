import { ConnectionPanel } from './ConnectionPanel';
import { ExamplesMenu } from './ExamplesMenu';
import { FaultsMenu } from './FaultsMenu';
import { HistoryMenu } from './HistoryMenu';
import { SettingsMenu } from './SettingsMenu';
import { useStore } from './state/store';

/** The title and the menus; the button for App state is there only where that is a drawer. */
export function Header() {
  const { settings } = useStore();
  const toggle = () => {
    settings.isDrawerOpen.value = !settings.isDrawerOpen.value;
  };
  return (
    <header>
      <img src="/icon.svg" alt="" width="28" height="28" />
      <h1>OpenAI plugin playground</h1>
      <nav aria-label="Playground">
        <button type="button" class="drawer-button" aria-expanded={settings.isDrawerOpen.value} onClick={toggle}>
          App state
        </button>
        <ExamplesMenu />
        <HistoryMenu />
        <FaultsMenu />
        <ConnectionPanel />
        <SettingsMenu />
      </nav>
    </header>
  );
}
