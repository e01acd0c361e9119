import type { Json as Value, Result } from '../../api';
import { asText, isObject } from '../server';
import { Facts } from './Facts';
import { Json } from './Json';
import { fourDigits } from '../numbers';
import { PlainText } from './PlainText';

/** A failure as ToolJet hands it to an app: its kind, the sentence with the advice, whether retrying helps, every detail. */
export function Failure({ result }: { readonly result: Result }) {
  const { message, description, data } = result;
  const details = isObject(data) ? data : {};
  const { kind, status, code, param, request_id, partial } = details;
  return (
    <div class="failure">
      {typeof kind === 'string' && <span class="badge">{kind}</span>}
      <p class="failure-sentence">{description ?? message}</p>
      <Facts
        facts={[
          ['Retry', retryOf(details)],
          ['HTTP status', asText(status)],
          ['Code', asText(code)],
          ['Parameter', asText(param)],
          ['Request', asText(request_id)],
        ]}
      />
      {typeof partial === 'string' && (
        <>
          <h3>What came before it broke off</h3>
          <PlainText text={partial} />
        </>
      )}
      <details>
        <summary>Details, as the app gets them in the query’s error</summary>
        <Json value={{ message, description, data }} label="Details" />
      </details>
    </div>
  );
}

/** Whether the same query may succeed when it is run again. */
function retryOf({ retryable, retry_after_seconds }: Record<string, Value>): string {
  if (typeof retryable !== 'boolean') return '';
  if (!retryable) return 'Does not help: the same query fails again.';
  return typeof retry_after_seconds === 'number'
    ? `May help, after ${fourDigits(retry_after_seconds)} s.`
    : 'May help: run it again.';
}
