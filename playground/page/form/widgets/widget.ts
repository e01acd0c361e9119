/* What every widget of a form gets. */
import type { Field, Json } from '../../../api';

export type WidgetProps = {
  readonly id: string;
  readonly field: Field;
  readonly value: Json;
  readonly set: (value: Json) => void;
  readonly describedBy: string;
  readonly isInvalid: boolean;
};

/** The attributes that every input of a field has. */
export const attributesOf = ({ field, describedBy, isInvalid }: WidgetProps) => ({
  'placeholder': field.placeholder ?? field.description,
  'autocomplete': 'off',
  'aria-describedby': describedBy,
  'aria-invalid': isInvalid ? ('true' as const) : undefined,
});
