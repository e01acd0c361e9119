import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

type Props = {
  /** What the button says. */
  readonly label: ComponentChildren;
  readonly class?: string;
  /** The content; `close` is called when something in it was chosen. */
  readonly children: (close: () => void) => ComponentChildren;
};

/** A button that opens a box; Escape, a click elsewhere and `close` end it, and the button gets the focus back. */
export function Menu({ label, children, class: kind = '' }: Props) {
  const isOpen = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const close = () => {
    isOpen.value = false;
    box.current?.querySelector('button')?.focus();
  };
  useEffect(() => {
    if (!isOpen.value) return undefined;
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') close();
    };
    const onPointer = ({ target }: Event) => {
      if (!box.current?.contains(target as Node)) isOpen.value = false;
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onPointer);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onPointer);
    };
  }, [isOpen.value]);
  const toggle = () => {
    isOpen.value = !isOpen.value;
  };
  return (
    <div class={`menu ${kind}`} ref={box}>
      <button type="button" aria-expanded={isOpen.value} onClick={toggle}>
        {label}
      </button>
      {isOpen.value && <div class="menu-box">{children(close)}</div>}
    </div>
  );
}
