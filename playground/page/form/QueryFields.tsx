import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Field } from '../../api';
import { asText } from '../server';
import { useStore } from '../state/store';
import { rareKeys } from './common-fields';
import { FieldFilter } from './FieldFilter';
import { FormField } from './FormField';
import { OperationField } from './OperationField';

/** The fields of the query: the common ones and those with a value, all of them, or those whose label was searched for. */
export function QueryFields() {
  const { forms, query, settings } = useStore();
  const { moreFields } = settings;
  const sought = useSignal('');
  const operation = asText(query.options.value['operation']);
  useEffect(() => {
    sought.value = '';
  }, [operation, sought]);
  const [chooser, ...fields] = query.fields.value;
  const rare = rareKeys(fields, operation, forms.examples);
  const isOpen = moreFields.value[operation] ?? false;
  // What was typed into and emptied again does not vanish under the cursor.
  const isFilled = (key: string) => asText(query.options.value[key]) !== '' || query.touched.value.has(key);
  const behind = fields.filter(({ key }) => rare.has(key) && !isFilled(key));
  const isFound = ({ label }: Field) => label.toLowerCase().includes(sought.value.trim().toLowerCase());
  const shown = sought.value.trim()
    ? fields.filter(isFound)
    : fields.filter((field) => isOpen || !behind.includes(field));
  return (
    <div class="fields">
      {chooser && <OperationField field={chooser} />}
      {rare.size > 0 && <FieldFilter sought={sought} isNoneFound={shown.length === 0} />}
      {shown.map((field) => (
        <FormField
          key={`${operation} ${field.key}`}
          id={`query-${field.key}`}
          field={field}
          value={query.options.value[field.key]}
          set={(value) => {
            query.set(field.key, value);
          }}
          resolved={query.byKey.value[field.key]}
        />
      ))}
      {behind.length > 0 && !sought.value.trim() && (
        <button
          type="button"
          class="more"
          aria-expanded={isOpen}
          onClick={() => {
            moreFields.value = { ...moreFields.value, [operation]: !isOpen };
          }}
        >
          {isOpen ? 'Fewer fields' : `More fields (${behind.length})`}
        </button>
      )}
    </div>
  );
}
