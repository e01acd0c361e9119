import { render } from 'preact';
import type { Forms } from '../api';
import { App } from './App';
import { ask, messageOf } from './server';
import { recall } from './state/memory';
import { createSettings } from './state/settings';
import { createStore, StoreProvider } from './state/store';

async function start() {
  const memory = recall();
  // Before the forms are there, so that the page does not begin in other colours than those that were chosen.
  const settings = createSettings(memory);
  const [forms, kept] = await Promise.all([ask<Forms>('/api/forms'), ask<string[]>('/api/secrets')]);
  const store = createStore(forms, kept, memory, settings);
  render(
    <StoreProvider value={store}>
      <App />
    </StoreProvider>,
    document.body
  );
}

start().catch((error: unknown) => {
  document.body.textContent = messageOf(error);
});
