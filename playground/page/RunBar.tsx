import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useStore } from './state/store';

/** Run and Stop, within reach wherever the page is scrolled to; Ctrl+Enter runs from anywhere. */
export function RunBar() {
  const { runs } = useStore();
  const now = useSignal(0);
  useEffect(() => {
    const clock = setInterval(() => {
      now.value = performance.now();
    }, 100);
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.repeat) void runs.run();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      clearInterval(clock);
      document.removeEventListener('keydown', onKey);
    };
  }, []);
  const { value: running } = runs.running;
  return (
    <div class="run-bar">
      {running ? (
        <button type="button" class="stop" onClick={() => void runs.stop()}>
          Stop
        </button>
      ) : (
        <button
          type="button"
          class="run"
          title="Ctrl+Enter"
          aria-keyshortcuts="Control+Enter"
          onClick={() => void runs.run()}
        >
          Run
        </button>
      )}
      <span role="status" class="quiet">
        {running ? 'Running…' : ''}
      </span>
      {running && <span class="quiet">{Math.max(0, (now.value - running.started) / 1000).toFixed(1)} s</span>}
    </div>
  );
}
