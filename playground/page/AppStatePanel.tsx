import { FilePicker } from './app/FilePicker';
import { QueryResults } from './app/QueryResults';
import { CodeField } from './form/CodeField';
import { useStore } from './state/store';

/** What an app would hold: JSON to edit, what came of the queries that ran, and the files that were picked. */
export function AppStatePanel() {
  const { app } = useStore();
  const { value: problem } = app.problem;
  return (
    <section class="panel app-state" aria-label="What the app holds">
      <div class="row">
        <h2 class="grow">App state</h2>
        {!app.isExample.value && (
          <button type="button" class="small" onClick={app.reset}>
            Reset to the example
          </button>
        )}
      </div>
      <CodeField
        id="app-state"
        label="App state"
        value={app.text.value}
        onInput={(text) => {
          app.text.value = text;
        }}
        describedBy="app-state-note"
        isInvalid={problem !== undefined}
        isTall
        isJson
      />
      <p id="app-state-note" class="note problem" role="status">
        {problem}
      </p>
      <QueryResults />
      <FilePicker />
    </section>
  );
}
