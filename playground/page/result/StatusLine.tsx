import { useMemo } from 'preact/hooks';
import { useStore } from '../state/store';
import { isDryRun, sentenceOf, statusOf, warningsOf } from './status';

/** How the run on show ended, whether it is the one that is filled in, where it went, and its warnings. */
export function StatusLine() {
  const { runs } = useStore();
  const { value: run } = runs.shown;
  const isRunning = runs.running.value !== undefined;
  const status = useMemo(() => run && statusOf(run), [run]);
  return (
    <div class="result-status" data-tone={isRunning ? 'running' : (status?.tone ?? 'neutral')}>
      <p role="status" class="result-words">
        {isRunning
          ? run
            ? 'Running… this is the result of the run before'
            : 'Running…'
          : status && sentenceOf(status)}
      </p>
      {!run && !isRunning && <p class="quiet">Nothing has run yet. Run the query to see what an app would get.</p>}
      {run && !isRunning && runs.isStale.value && (
        <p class="result-stale">
          This is the result of {run.query.name} as it was when it ran, not of the query that is filled in now.
        </p>
      )}
      {run && !isDryRun(run) && <p class="result-from">From {run.from}</p>}
      {run && warningsOf(run).length > 0 && (
        <ul class="result-warnings" aria-label="Warnings">
          {warningsOf(run).map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
