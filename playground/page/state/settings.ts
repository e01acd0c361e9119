/* How the page looks. */
import { effect, signal } from '@preact/signals';
import type { Memory } from './memory';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export function createSettings({ theme = 'system', moreFields = {} }: Memory) {
  const chosen = signal(theme);
  effect(() => {
    const { dataset } = document.documentElement;
    if (chosen.value === 'system') delete dataset['theme'];
    else dataset['theme'] = chosen.value;
  });
  return {
    theme: chosen,
    /** Whether the fields behind "More fields" are on show, by operation. */
    moreFields: signal(moreFields),
    /** Whether App state is open where it is a drawer. */
    isDrawerOpen: signal(false),
  };
}

export type Settings = ReturnType<typeof createSettings>;
