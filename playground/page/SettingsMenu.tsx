import { Menu } from './Menu';
import { forget } from './state/memory';
import { THEMES } from './state/settings';
import { useStore } from './state/store';

const NAMES = { system: 'As the system has them', light: 'Light', dark: 'Dark' };

/** The colours, and the end of what the browser keeps. */
export function SettingsMenu() {
  const { settings, stopRemembering } = useStore();
  const clear = () => {
    stopRemembering();
    forget();
    location.reload();
  };
  return (
    <Menu label="Settings">
      {() => (
        <>
          <fieldset>
            <legend>Colours</legend>
            {THEMES.map((theme) => (
              <label key={theme}>
                <input
                  type="radio"
                  name="theme"
                  checked={settings.theme.value === theme}
                  onChange={() => {
                    settings.theme.value = theme;
                  }}
                />
                {NAMES[theme]}
              </label>
            ))}
          </fieldset>
          <p class="quiet">
            This browser keeps App state, the query, the last 20 runs and the connection, but no key, no headers, no
            files and no result above 1 MB.
          </p>
          <button type="button" onClick={clear}>
            Forget all of it
          </button>
        </>
      )}
    </Menu>
  );
}
