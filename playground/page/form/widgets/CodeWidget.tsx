import { asText } from '../../server';
import { useStore } from '../../state/store';
import { CodeField } from '../CodeField';
import type { WidgetProps } from './widget';

const ONE_LINE = 36;

/** A field of the type codehinter: text with templates, or JSON. */
export function CodeWidget({ id, field, value, set, describedBy, isInvalid }: WidgetProps) {
  const { app } = useStore();
  return (
    <CodeField
      id={id}
      label={field.label}
      value={asText(value)}
      onInput={set}
      describedBy={describedBy}
      isInvalid={isInvalid}
      placeholder={field.placeholder ?? field.description ?? ''}
      isTall={Number.parseInt(field.height ?? '', 10) > ONE_LINE}
      state={() => app.state.peek()}
    />
  );
}
