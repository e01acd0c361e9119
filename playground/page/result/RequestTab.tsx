import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Result } from '../../api';
import { askDryRun, hasDryRun } from '../copy/dry-run';
import { useStore } from '../state/store';
import { DryRun } from './DryRun';
import { Json } from './Json';

/** After the last key, before the plugin is asked. */
const PAUSE = 250;

/** What the plugin got of the run on show, and what it would send for the query as it is filled in now. */
export function RequestTab() {
  const { forms, query, connection, runs } = useStore();
  const dryRun = useSignal<Result | undefined>(undefined);
  const { value: sent } = query.sent;
  const { value: source } = connection.source;
  const isShown = hasDryRun(forms.query, sent);
  useEffect(() => {
    if (!isShown) return undefined;
    let isLatest = true;
    const waiting = setTimeout(() => {
      void askDryRun(connection, sent).then((result) => {
        if (isLatest) dryRun.value = result;
      });
    }, PAUSE);
    return () => {
      isLatest = false;
      clearTimeout(waiting);
    };
  }, [sent, source, isShown]);
  const { value: run } = runs.shown;
  const { value: result } = dryRun;
  return (
    <>
      <h3>What it would send, as filled in now</h3>
      {!isShown && <p class="quiet">This operation has no dry run to show its request.</p>}
      {isShown && !result && <p class="quiet">Asking the plugin…</p>}
      {isShown && result?.status === 'ok' && <DryRun data={result.data} />}
      {isShown && result && result.status !== 'ok' && (
        <p class="failure-sentence">{result.description ?? result.message}</p>
      )}
      <h3>{run ? 'What the plugin got' : 'What the plugin would get'}</h3>
      <Json value={run ? run.sent : sent} label={run ? 'What the plugin got' : 'What the plugin would get'} />
    </>
  );
}
