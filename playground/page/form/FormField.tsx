import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Field, Json } from '../../api';
import type { Resolved } from '../state/templates';
import { FieldNote } from './FieldNote';
import { isFlip } from './fields';
import { widgetOf } from './widgets';

type Props = {
  /** Of the widget; what belongs to it has ids that begin with this one. */
  readonly id: string;
  readonly field: Field;
  readonly value: Json;
  readonly set: (value: Json) => void;
  /** What became of its templates, where there are any. */
  readonly resolved?: Resolved | undefined;
  /** Stands beside the label. */
  readonly children?: ComponentChildren;
};

/** A field: label, widget, help, what its templates give, and the tooltip, which any key but Tab takes away. */
export function FormField({ id, field, value, set, resolved, children }: Props) {
  const isTipAway = useSignal(false);
  const { key, label, type } = field;
  const Widget = widgetOf(type);
  const help = field.helpText ?? field.help_text;
  // ToolJet shows none for a flip.
  const tip = isFlip(field) ? undefined : field.tooltip;
  const describedBy = [help && `${id}-help`, `${id}-note`, tip && `${id}-tip`].filter(Boolean).join(' ');
  const takeTipAway = () => {
    isTipAway.value = true;
  };
  return (
    <div
      class={`field${isTipAway.value ? ' no-tip' : ''}`}
      data-key={key}
      onInput={takeTipAway}
      onKeyDown={(event) => {
        if (!['Tab', 'Shift'].includes(event.key)) takeTipAway();
      }}
      onFocusOut={() => {
        isTipAway.value = false;
      }}
    >
      <div class="field-head">
        <label
          id={`${id}-label`}
          for={id}
          class={tip ? 'with-tip' : ''}
          onClick={() => document.getElementById(id)?.focus()}
        >
          {label}
        </label>
        {children}
      </div>
      <Widget
        id={id}
        field={field}
        value={value}
        set={set}
        describedBy={describedBy}
        isInvalid={(resolved?.problems.length ?? 0) > 0}
      />
      {/* As HTML, as in ToolJet: it is the plugin's own text, and its links matter. */}
      {help && <p id={`${id}-help`} class="quiet help" dangerouslySetInnerHTML={{ __html: help }} />}
      <FieldNote id={`${id}-note`} typed={value} resolved={resolved} />
      {tip && (
        <span id={`${id}-tip`} role="tooltip">
          {tip}
        </span>
      )}
    </div>
  );
}
