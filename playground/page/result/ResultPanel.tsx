import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { CopyMenu } from '../copy/CopyMenu';
import type { Run } from '../state/runs';
import { useStore } from '../state/store';
import { DryRun } from './DryRun';
import { Failure } from './Failure';
import { Held } from './Held';
import { Json } from './Json';
import { Preview } from './Preview';
import { RequestTab } from './RequestTab';
import { isDryRun } from './status';
import { StatusLine } from './StatusLine';
import { Tabs } from './Tabs';

const TABS = ['Preview', 'JSON', 'Metadata', 'Request'] as const;
type Tab = (typeof TABS)[number];

/** What came of the query that ran: how it ended, and its data in several views. */
export function ResultPanel() {
  const { runs } = useStore();
  const tab = useSignal<Tab>('Preview');
  const top = useRef<HTMLDivElement>(null);
  const wasRunning = useRef(false);
  const { value: run } = runs.shown;
  const isRunning = runs.running.value !== undefined;
  const isHeld = runs.isHeld.value;
  useEffect(() => {
    // On a phone the result stands below the query.
    const block = matchMedia('(max-width: 55rem)').matches ? 'start' : 'nearest';
    if (isRunning || isHeld || wasRunning.current) top.current?.scrollIntoView({ block });
    wasRunning.current = isRunning;
    if (isRunning && tab.value === 'Request') tab.value = 'Preview';
  }, [isRunning, isHeld]);
  useEffect(() => {
    if (run?.result.status === 'failed' && tab.value !== 'Request') tab.value = 'Preview';
  }, [run]);
  return (
    <section class="panel result" aria-labelledby="result-title" aria-busy={isRunning}>
      <div class="result-top">
        <h2 id="result-title">Result</h2>
        <CopyMenu />
      </div>
      <div class="result-words-frame" ref={top}>
        <Held />
        <StatusLine />
      </div>
      <Tabs label="Views of the result" names={TABS} chosen={tab}>
        {(chosen) => (
          <div class={isRunning && chosen !== 'Request' ? 'result-view of-before' : 'result-view'} key={run?.id ?? ''}>
            {chosen === 'Request' ? <RequestTab /> : run && <View run={run} tab={chosen} />}
          </div>
        )}
      </Tabs>
    </section>
  );
}

function View({ run, tab }: { readonly run: Run; readonly tab: Exclude<Tab, 'Request'> }) {
  const { status, data, metadata, ...error } = run.result;
  if (tab === 'Metadata') {
    return metadata ? <Json value={metadata} label="Metadata" /> : <p class="quiet">There is no metadata.</p>;
  }
  if (status === 'stopped') return <p class="quiet">There is no result, because the query was stopped.</p>;
  if (tab === 'JSON') return <Json value={status === 'ok' ? data : { ...error, data }} label="JSON" />;
  if (status === 'failed') return <Failure result={run.result} />;
  return isDryRun(run) ? <DryRun data={data} /> : <Preview data={data} />;
}
