import { Menu } from './Menu';
import { useStore } from './state/store';

/** Faults on purpose of the embedded server, to see how an app would experience them. */
export function FaultsMenu() {
  const { forms, connection } = useStore();
  const chosen = forms.faults.find(({ id }) => id === connection.fault.value);
  if (!connection.isEmbedded.value) return null;
  return (
    <Menu label={chosen ? `Fault: ${chosen.name}` : 'Faults'} class={chosen ? 'on' : ''}>
      {(close) =>
        [{ id: '', name: 'None' }, ...forms.faults].map(({ id, name }) => (
          <label key={id}>
            <input
              type="radio"
              name="fault"
              checked={connection.fault.value === id}
              onChange={() => {
                connection.fault.value = id;
                close();
              }}
            />
            {name}
          </label>
        ))
      }
    </Menu>
  );
}
