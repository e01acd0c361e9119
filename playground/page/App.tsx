import { AppStatePanel } from './AppStatePanel';
import { Header } from './Header';
import { QueryPanel } from './QueryPanel';
import { ResultPanel } from './result/ResultPanel';

export const App = () => (
  <>
    <Header />
    <main>
      <AppStatePanel />
      <QueryPanel />
      <ResultPanel />
    </main>
  </>
);
