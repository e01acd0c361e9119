import { useStore } from '../state/store';

/** Says why Run sent nothing, until that is mended: a template has no value. */
export function Held() {
  const { query, runs } = useStore();
  const { value: problems } = query.problems;
  if (!runs.isHeld.value || problems.length === 0) return null;
  return (
    <div class="held" role="alert">
      <h3>Run sends nothing yet</h3>
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      <button type="button" onClick={() => void runs.run(true)}>
        Run anyway
      </button>
    </div>
  );
}
