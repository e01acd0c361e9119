import { Menu } from './Menu';
import { asText } from './server';
import { useStore } from './state/store';

/** Opens one of the last 20 runs again, with its result. */
export function HistoryMenu() {
  const { query, runs } = useStore();
  return (
    <Menu label="History">
      {(close) =>
        runs.history.value.length === 0 ? (
          <p class="quiet">Nothing has run yet.</p>
        ) : (
          runs.history.value.map((run) => (
            <button
              type="button"
              key={run.id}
              onClick={() => {
                query.open(run.query);
                runs.shown.value = run;
                close();
              }}
            >
              {run.query.name} ({asText(run.query.options['operation'])}), {run.result.status},{' '}
              {new Date(run.at).toLocaleTimeString()}
            </button>
          ))
        )
      }
    </Menu>
  );
}
