import { FormFields } from './form/FormFields';
import { Menu } from './Menu';
import { useStore } from './state/store';

/** Chooses where queries go, and tests the connection. */
export function ConnectionPanel() {
  const { connection } = useStore();
  const { isEmbedded, tested } = connection;
  const choice = (value: boolean, text: string) => (
    <label>
      <input
        type="radio"
        name="source"
        checked={isEmbedded.value === value}
        onChange={() => {
          isEmbedded.value = value;
        }}
      />
      {text}
    </label>
  );
  return (
    <Menu label={`Connection: ${isEmbedded.value ? 'embedded server' : 'your own'}`} class="wide">
      {() => (
        <>
          {choice(true, 'Embedded test server: answers are made up')}
          {choice(false, 'OpenAI, or any server at a Base URL')}
          {!isEmbedded.value && (
            <>
              <p class="warning">
                Queries may cost money here. The playground’s server keeps the key in memory only. Type plain values: no{' '}
                <code>{'{{…}}'}</code> is resolved in a connection.
              </p>
              <FormFields form="connection" />
            </>
          )}
          <div class="row">
            <button type="button" onClick={() => void connection.test()}>
              Test connection
            </button>
            <output
              ref={(shown) => {
                if (tested.value) shown?.scrollIntoView({ block: 'nearest' });
              }}
              class={tested.value === 'testing' ? '' : tested.value?.status === 'ok' ? 'good' : 'problem'}
            >
              {tested.value === 'testing'
                ? 'Testing…'
                : tested.value && [tested.value.status, tested.value.message].filter(Boolean).join(': ')}
            </output>
          </div>
        </>
      )}
    </Menu>
  );
}
