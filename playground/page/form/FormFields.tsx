import type { Field } from '../../api';
import { useStore } from '../state/store';
import { fieldsOf } from './fields';

/** The fields of a form, each with its widget, tooltip, help and note. */
export function FormFields({ form }: { readonly form: 'query' | 'connection' }) {
  const { forms, query, connection } = useStore();
  const fields = form === 'query' ? query.fields.value : fieldsOf(forms.connection.properties, connection.own.value);
  return (
    <div class="fields">
      {fields.map((field) => (
        <FormField key={field.key} field={field} />
      ))}
    </div>
  );
}

function FormField({ field }: { readonly field: Field }) {
  const { query } = useStore();
  const { key, label, list } = field;
  const value = query.options.value[key] ?? '';
  return (
    <div class="field" data-key={key}>
      <label for={`query-${key}`}>{label}</label>
      {list ? (
        <select
          id={`query-${key}`}
          value={String(list.findIndex((item) => item.value === value))}
          onChange={({ currentTarget }) => {
            query.set(key, list[Number(currentTarget.value)]?.value);
          }}
        >
          {list.map(({ name }, index) => (
            <option key={name} value={String(index)}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <textarea
          id={`query-${key}`}
          class="code"
          value={typeof value === 'string' ? value : JSON.stringify(value)}
          placeholder={field.placeholder}
          onInput={({ currentTarget }) => {
            query.set(key, currentTarget.value);
          }}
        />
      )}
    </div>
  );
}
