import { useRef } from 'preact/hooks';
import type { Json } from '../../../api';
import { asText } from '../../server';
import type { WidgetProps } from './widget';

const NAMES = ['Key', 'Value'] as const;

type Pair = readonly Json[];

const pairsIn = (value: Json): readonly Pair[] => {
  const pairs = Array.isArray(value) ? value.filter((pair) => Array.isArray(pair)) : [];
  return pairs.length > 0 ? pairs : [['', '']];
};

/** Pairs of key and value, with a button for one more. */
export function PairsWidget({ id, field, value, set, describedBy }: WidgetProps) {
  const box = useRef<HTMLFieldSetElement>(null);
  const pairs = pairsIn(value);
  const change = (changed: readonly Pair[]) => {
    set(changed.map((pair) => [...pair]));
  };
  const focusLast = () => {
    requestAnimationFrame(() => {
      const keys = box.current?.querySelectorAll<HTMLInputElement>('.pair input:first-child') ?? [];
      [...keys].at(-1)?.focus();
    });
  };
  return (
    <fieldset id={id} class="pairs" aria-labelledby={`${id}-label`} aria-describedby={describedBy} ref={box}>
      {pairs.map((pair, row) => (
        <div class="pair" key={row}>
          {NAMES.map((name, column) => (
            <input
              key={name}
              type="text"
              placeholder={name}
              autocomplete="off"
              aria-label={`${field.label}: ${name.toLowerCase()} ${row + 1}`}
              value={asText(pair[column])}
              onInput={({ currentTarget }) => {
                change(pairs.with(row, [pair[0], pair[1]].with(column, currentTarget.value)));
              }}
            />
          ))}
          <button
            type="button"
            aria-label={`Remove ${field.label} ${row + 1}`}
            onClick={() => {
              change(pairs.toSpliced(row, 1));
              focusLast();
            }}
          >
            ×
          </button>
        </div>
      ))}
      <button
        type="button"
        onClick={() => {
          change([...pairs, ['', '']]);
          focusLast();
        }}
      >
        {field.buttonText ?? field.button_text ?? 'Add'}
      </button>
    </fieldset>
  );
}
