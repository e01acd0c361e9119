import { FormFields } from './form/FormFields';
import { OpenSaved } from './OpenSaved';
import { RunBar } from './RunBar';
import { exampleOf, useStore } from './state/store';

/** The form of the query, its name, and Run. */
export function QueryPanel() {
  const { forms, query } = useStore();
  return (
    <section class="panel query" aria-labelledby="query-title">
      <div class="row">
        <h2 id="query-title" class="grow">
          Query
        </h2>
        <label class="query-name">
          <span class="quiet">queries.</span>
          <input
            aria-label="Name of the query"
            value={query.name.value}
            onInput={({ currentTarget }) => {
              query.name.value = currentTarget.value;
            }}
          />
        </label>
        <button
          type="button"
          onClick={() => {
            query.open(exampleOf(forms, 'chat'));
          }}
        >
          New
        </button>
        <OpenSaved />
      </div>
      <FormFields form="query" />
      {query.hidden.value.length > 0 && (
        <p class="quiet">Sent too, without a field on show: {query.hidden.value.join(', ')}</p>
      )}
      <RunBar />
    </section>
  );
}
