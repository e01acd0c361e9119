import { useStore } from '../state/store';

/** What came of the query that ran. */
export function ResultPanel() {
  const { runs } = useStore();
  const { value: run } = runs.shown;
  return (
    <section class="panel result" aria-labelledby="result-title">
      <h2 id="result-title">Result</h2>
      {run ? <pre>{JSON.stringify(run.result, null, 2)}</pre> : <p class="quiet">Nothing has run yet.</p>}
    </section>
  );
}
