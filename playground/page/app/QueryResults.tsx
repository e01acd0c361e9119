import { bindingTo } from '../form/path';
import type { QueryResult } from '../state/app-state';
import { useStore } from '../state/store';
import { Binding } from './Binding';
import { sizeOf } from '../numbers';

/** What the queries that ran have left in App state, under queries.<name>. */
export function QueryResults() {
  const { app } = useStore();
  const entries = Object.entries(app.results.value);
  const remove = (gone: string) => {
    app.results.value = Object.fromEntries(Object.entries(app.results.value).filter(([name]) => name !== gone));
  };
  return (
    <section aria-labelledby="results-title" class="state-part">
      <h3 id="results-title">From queries that ran</h3>
      {entries.length === 0 && (
        <p class="quiet">Nothing has run yet. A result can be bound by the name of its query.</p>
      )}
      <ul class="entries">
        {entries.map(([name, result]) => (
          <li key={name}>
            <BindingTo name={name} />
            <span class="quiet entry-size">{result.error === undefined ? sizeIn(result) : 'failed'}</span>
            <button
              type="button"
              class="remove"
              aria-label={`Remove queries.${name}`}
              onClick={() => {
                remove(name);
              }}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A failed query leaves its error; its data is empty. */
function BindingTo({ name }: { readonly name: string }) {
  const { app } = useStore();
  const member = app.results.value[name]?.error === undefined ? 'data' : 'error';
  const template = bindingTo(['queries', name, member]);
  return template ? <Binding template={template} /> : <span>{name}: no template can name this query</span>;
}

const sizeIn = ({ data }: QueryResult) => sizeOf(((JSON.stringify(data) as string | undefined) ?? '').length);
