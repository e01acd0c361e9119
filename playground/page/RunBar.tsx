import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useStore } from './state/store';

/** Run, and Stop while a query runs, within reach wherever the page is scrolled to; Ctrl+Enter runs from anywhere. */
export function RunBar() {
  const { runs } = useStore();
  const { value: running } = runs.running;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isRun = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.repeat;
      if (isRun && !document.querySelector('dialog[open]')) void runs.run();
    };
    // Before an editor takes the key.
    document.addEventListener('keydown', onKey, { capture: true });
    return () => {
      document.removeEventListener('keydown', onKey, { capture: true });
    };
  }, [runs]);
  return (
    <div class="run-bar">
      <button
        type="button"
        class={running ? 'stop' : 'run'}
        title={running ? undefined : 'Ctrl+Enter'}
        aria-keyshortcuts="Control+Enter"
        onClick={() => void (running ? runs.stop() : runs.run())}
      >
        {running ? 'Stop' : 'Run'}
      </button>
      {running && <Clock started={running.started} />}
    </div>
  );
}

/** How long the query has been running, in seconds. */
function Clock({ started }: { readonly started: number }) {
  const seconds = useSignal('0.0');
  useEffect(() => {
    const timer = setInterval(() => {
      seconds.value = ((performance.now() - started) / 1000).toFixed(1);
    }, 100);
    return () => {
      clearInterval(timer);
    };
  }, [started]);
  return <span class="quiet">{seconds} s</span>;
}
