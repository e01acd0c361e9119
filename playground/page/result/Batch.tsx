import type { JsonObject } from '../../api';
import { asText, isObject } from '../server';
import { Facts } from './Facts';
import { OtherMembers } from './OtherMembers';
import { objectsIn } from './shapes';
import { Table } from './Table';

const BADGES: Readonly<Record<string, string>> = {
  completed: 'good-badge',
  failed: '',
  expired: 'warn-badge',
  cancelled: 'warn-badge',
};

/** A job of the Batch API: how far it is, and its rows once it has ended. */
export function Batch({ data }: { readonly data: JsonObject }) {
  const { batch_id, status, requests, rows, next_offset, parts, operation, created_at, expires_at, done, ...others } =
    data;
  const words = asText(status);
  const lines = objectsIn(rows);
  return (
    <div class="batch">
      <p class="batch-head">
        <span class={`badge ${BADGES[words] ?? 'neutral-badge'}`}>{words.replaceAll('_', ' ')}</span>
        {operation !== undefined && <span>{asText(operation)}</span>}
        <code>{asText(batch_id).replaceAll(',', ', ')}</code>
      </p>
      <Progress requests={requests} />
      <Facts
        facts={[
          ['Parts', asText(parts)],
          ['Started', timeOf(created_at)],
          ['Expires', timeOf(expires_at)],
        ]}
      />
      {done === false && <p class="quiet">It goes on. Run the query again to see how it stands.</p>}
      {lines.length > 0 && (
        <>
          <h3>Rows</h3>
          <Table rows={lines} label="Rows" />
        </>
      )}
      {next_offset !== undefined && <p class="quiet">There are more rows: set Offset to {asText(next_offset)}.</p>}
      <OtherMembers members={others} />
    </div>
  );
}

const timeOf = (value: JsonObject[string]) =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value).toLocaleString() : asText(value);

/** Of a batch that has just been sent the number of its requests is all that is known. */
function Progress({ requests }: { readonly requests: JsonObject[string] }) {
  const counts = isObject(requests) ? requests : { total: requests };
  const count = (name: string) => (typeof counts[name] === 'number' ? counts[name] : 0);
  const [total, completed, failed] = [count('total'), count('completed'), count('failed')];
  const words = `${completed.toLocaleString('en')} of ${total.toLocaleString('en')} done${failed > 0 ? `, ${failed.toLocaleString('en')} failed` : ''}`;
  const share = (part: number) => ({ width: `${total > 0 ? Math.min(100, (100 * part) / total) : 0}%` });
  return (
    <>
      <div
        class="progress"
        role="progressbar"
        aria-label="Requests of the batch"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={Math.min(total, completed + failed)}
        aria-valuetext={words}
      >
        <span class="completed" style={share(completed)} />
        <span class="failed" style={share(failed)} />
      </div>
      <p class="quiet">{words}</p>
    </>
  );
}
