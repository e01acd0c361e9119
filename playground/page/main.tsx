import { render } from 'preact';
import type { Forms } from '../api';
import { App } from './App';
import { ask, messageOf } from './server';
import { createStore, StoreProvider } from './state/store';

async function start() {
  const [forms, kept] = await Promise.all([ask<Forms>('/api/forms'), ask<string[]>('/api/secrets')]);
  const store = createStore(forms, kept);
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
