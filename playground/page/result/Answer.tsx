import type { JsonObject } from '../../api';
import { asText, isObject } from '../server';
import { Bubbles } from './Bubbles';
import { Facts } from './Facts';
import { Gallery } from './Gallery';
import { Json } from './Json';
import { callsIn } from './messages';
import { OtherMembers } from './OtherMembers';
import { PlainText } from './PlainText';
import { addressesIn, objectsIn } from './shapes';
import { Sources } from './Sources';
import { Table } from './Table';

/** An answer of Chat or Ask: the conversation or the text, its sources, and what stands beside it. */
export function Answer({ data }: { readonly data: JsonObject }) {
  const { content, history, sources, images, json, reasoning, passages, status, model, finish_reason, ...rest } = data;
  const { tool_calls, response_id, usage, warnings: _, ...others } = rest;
  const [messages, links, pictures] = [objectsIn(history), objectsIn(sources), addressesIn(images)];
  const calls = messages.length === 0 ? callsIn(tool_calls) : [];
  return (
    <>
      {messages.length > 0 ? <Bubbles history={messages} /> : <Said content={content} status={asText(status)} />}
      {calls.map((call, number) => (
        <code class="call" key={number}>
          {call}
        </code>
      ))}
      {pictures.length > 0 && <Gallery addresses={pictures} />}
      {links.length > 0 && (
        <>
          <h3>Sources</h3>
          <Sources sources={links} />
        </>
      )}
      {json !== undefined && (
        <>
          <h3>As JSON</h3>
          <Json value={json} label="As JSON" />
        </>
      )}
      {typeof reasoning === 'string' && reasoning !== '' && (
        <details>
          <summary>What the model thought</summary>
          <PlainText text={reasoning} />
        </details>
      )}
      {objectsIn(passages).length > 0 && (
        <>
          <h3>Passages</h3>
          <Table rows={objectsIn(passages)} label="Passages" />
        </>
      )}
      <Facts
        facts={[
          ['Status', asText(status)],
          ['Model', asText(model)],
          ['Ended by', asText(finish_reason)],
          ['Response', asText(response_id)],
          ...countsIn(usage),
        ]}
      />
      <OtherMembers members={others} />
    </>
  );
}

/** What was counted, in words: `input tokens`. */
const countsIn = (usage: JsonObject[string]) =>
  Object.entries(isObject(usage) ? usage : {}).flatMap(([name, count]) =>
    typeof count === 'number' ? [[name.replaceAll('_', ' '), count.toLocaleString('en')] as const] : []
  );

const Said = ({ content, status }: { readonly content: JsonObject[string]; readonly status: string }) =>
  typeof content === 'string' && content !== '' ? (
    <PlainText text={content} />
  ) : (
    <p class="quiet">
      {/^(queued|in_progress)$/.test(status)
        ? 'The answer is not there yet. Run Get response again in a few seconds.'
        : 'There is no text in the answer.'}
    </p>
  );
