import { FormFields } from './form/FormFields';
import { RunBar } from './RunBar';
import { useStore } from './state/store';

/** The form of the query, its name, and Run. */
export function QueryPanel() {
  const { query } = useStore();
  return (
    <section class="panel query" aria-labelledby="query-title">
      <h2 id="query-title">Query</h2>
      <label class="name">
        Name
        <input
          value={query.name.value}
          onInput={({ currentTarget }) => {
            query.name.value = currentTarget.value;
          }}
        />
      </label>
      <FormFields form="query" />
      {query.hidden.value.length > 0 && (
        <p class="quiet">Sent too, without a field on show: {query.hidden.value.join(', ')}</p>
      )}
      <RunBar />
    </section>
  );
}
