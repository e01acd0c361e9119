import { signal } from '@preact/signals';

/** Whether the fields behind "More fields" are on show, by operation. */
export const moreFields = signal<Readonly<Record<string, boolean>>>({});
