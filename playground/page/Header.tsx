import { ConnectionPanel } from './ConnectionPanel';
import { ExamplesMenu } from './ExamplesMenu';
import { FaultsMenu } from './FaultsMenu';
import { HistoryMenu } from './HistoryMenu';
import { ThemeSwitch } from './ThemeSwitch';

export const Header = () => (
  <header>
    <img src="/icon.svg" alt="" width="28" height="28" />
    <h1>OpenAI plugin playground</h1>
    <nav aria-label="Playground">
      <ExamplesMenu />
      <HistoryMenu />
      <FaultsMenu />
      <ConnectionPanel />
      <ThemeSwitch />
    </nav>
  </header>
);
