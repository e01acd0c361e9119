import { useSignal, useSignalEffect } from '@preact/signals';

const THEMES = ['system', 'light', 'dark'] as const;

/** Dark and light by the system, or as chosen. */
export function ThemeSwitch() {
  const theme = useSignal<(typeof THEMES)[number]>('system');
  useSignalEffect(() => {
    if (theme.value === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme.value;
  });
  const next = () => {
    theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'system';
  };
  return (
    <button type="button" class="quiet-button" onClick={next}>
      Colours: {theme.value}
    </button>
  );
}
