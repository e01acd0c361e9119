import type { Json as Value } from '../../api';
import { asText, isObject } from '../server';
import { counted } from './cut';
import { Json } from './Json';

/** A request that was shown and not sent. */
export function DryRun({ data }: { readonly data: Value }) {
  if (!isObject(data)) return <Json value={data} label="Request" />;
  const { method, path, query, body, requests, parts } = data;
  return (
    <div class="dry-run">
      <p class="request-line">
        <span class="badge">{asText(method)}</span> <code>{asText(path)}</code>
      </p>
      {typeof requests === 'number' && requests > 1 && (
        <p class="quiet">
          The first of {counted(requests, 'request')}
          {typeof parts === 'number' && `, in ${counted(parts, 'batch').replace(/batchs$/, 'batches')}`}
        </p>
      )}
      {query !== undefined && (
        <>
          <h3>Query parameters</h3>
          <Json value={query} label="Query parameters" />
        </>
      )}
      {body === undefined ? (
        <p class="quiet">It has no body.</p>
      ) : (
        <>
          <h3>Body</h3>
          <Json value={body} label="Body" />
        </>
      )}
    </div>
  );
}
