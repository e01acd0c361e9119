import { Menu } from './Menu';
import { asText } from './server';
import type { Run } from './state/runs';
import { useStore } from './state/store';

const LONGEST = 60;

/** What a run was about: the first text that was typed for it. */
function subjectOf({ query: { options } }: Run): string {
  const { operation: _, ...others } = options;
  const first = Object.entries(others).find(([key, value]) => typeof value === 'string' && !/model/.test(key));
  return asText(first?.[1]).slice(0, LONGEST);
}

/** Opens one of the last 20 runs again, with its result. */
export function HistoryMenu() {
  const { query, runs } = useStore();
  return (
    <Menu label="History" class="history">
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
              <span class={run.result.status === 'ok' ? 'good' : 'problem'}>
                {run.result.status === 'ok' ? '✓' : '✗'} {run.query.name}
              </span>{' '}
              <span class="quiet">
                {new Date(run.at).toLocaleTimeString()} {subjectOf(run)}
              </span>
            </button>
          ))
        )
      }
    </Menu>
  );
}
