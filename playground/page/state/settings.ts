/* How the page looks. */
import { effect, signal } from '@preact/signals';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export function createSettings(theme: Theme = 'system') {
  const chosen = signal(theme);
  effect(() => {
    const { dataset } = document.documentElement;
    if (chosen.value === 'system') delete dataset['theme'];
    else dataset['theme'] = chosen.value;
  });
  return {
    theme: chosen,
    /** Whether App state is open where it is a drawer. */
    isDrawerOpen: signal(false),
  };
}
