import type { JsonObject } from '../../api';
import { messageOf } from './messages';
import { PlainText } from './PlainText';

const NAMES: Readonly<Record<string, string>> = {
  user: 'User',
  assistant: 'Assistant',
  system: 'System',
  developer: 'Developer',
  tool: 'Tool',
};

/** A conversation as bubbles: the user's on one side, all others on the other. */
export const Bubbles = ({ history }: { readonly history: readonly JsonObject[] }) => (
  <ol class="bubbles" aria-label="Conversation">
    {history.map(messageOf).map(({ role, text, calls }, index) => (
      <li key={index} class={`bubble from-${Object.hasOwn(NAMES, role) ? role : 'other'}`}>
        <span class="bubble-role">{NAMES[role] ?? role}</span>
        {text !== '' && <PlainText text={text} />}
        {calls.map((call, number) => (
          <code class="call" key={number}>
            {call}
          </code>
        ))}
      </li>
    ))}
  </ol>
);
