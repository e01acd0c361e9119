import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

type Props<Name extends string> = {
  /** What the tabs are, for those who do not see them. */
  readonly label: string;
  readonly names: readonly Name[];
  readonly chosen: Signal<Name>;
  /** The content of the tab that is chosen. */
  readonly children: (chosen: Name) => ComponentChildren;
};

const STEPS: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Tabs of which the arrow keys, Home and End choose; only the chosen one is in the order of Tab. */
export function Tabs<Name extends string>({ label, names, chosen, children }: Props<Name>) {
  const id = useId();
  const onKey = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }) => {
    const name = names[STEPS[event.key]?.(names.indexOf(chosen.value), names.length) ?? -1];
    if (!name) return;
    event.preventDefault();
    chosen.value = name;
    event.currentTarget.querySelector<HTMLElement>(`#${id}-${name}`)?.focus();
  };
  return (
    <>
      <div role="tablist" aria-label={label} class="tabs" onKeyDown={onKey}>
        {names.map((name) => (
          <button
            type="button"
            role="tab"
            key={name}
            id={`${id}-${name}`}
            aria-selected={name === chosen.value}
            aria-controls={`${id}-panel`}
            tabIndex={name === chosen.value ? 0 : -1}
            onClick={() => {
              chosen.value = name;
            }}
          >
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen.value}`} tabIndex={0} class="tab-panel">
        {children(chosen.value)}
      </div>
    </>
  );
}
