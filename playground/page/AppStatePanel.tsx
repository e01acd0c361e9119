import { useStore } from './state/store';

/** What an app would hold, as JSON to edit. */
export function AppStatePanel() {
  const { app } = useStore();
  return (
    <section class="panel app-state" aria-labelledby="state-title">
      <h2 id="state-title">App state</h2>
      <textarea
        aria-labelledby="state-title"
        class="code"
        value={app.text.value}
        onInput={({ currentTarget }) => {
          app.text.value = currentTarget.value;
        }}
      />
      <p class="note problem">{app.problem.value}</p>
    </section>
  );
}
