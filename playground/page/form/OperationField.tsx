import type { Field, Json } from '../../api';
import { asText } from '../server';
import { exampleOf, useStore } from '../state/store';
import { isExampleOf, isUntouched } from './example';
import { FormField } from './FormField';

/**
 * The chooser of the operation. Another one opens with its example; of a query that was changed by hand what was typed is kept,
 * as in ToolJet, and the example fills the fields that are blank. A button opens the whole example.
 */
export function OperationField({ field }: { readonly field: Field }) {
  const { forms, query } = useStore();
  const { value: options } = query.options;
  const operation = asText(options[field.key]);
  const openExample = (chosen: string) => {
    query.open(exampleOf(forms, chosen));
  };
  const choose = (value: Json) => {
    const chosen = asText(value);
    if (isUntouched(forms, operation, options)) openExample(chosen);
    else query.change(chosen, exampleOf(forms, chosen));
  };
  const hasExample = Object.hasOwn(forms.query.properties, operation) && !isExampleOf(forms, operation, options);
  return (
    <FormField id={`query-${field.key}`} field={field} value={options[field.key]} set={choose}>
      {hasExample && (
        <button
          type="button"
          class="small"
          onClick={() => {
            openExample(operation);
          }}
        >
          Open its example
        </button>
      )}
    </FormField>
  );
}
