import { useStore } from '../state/store';
import { FormField } from './FormField';
import { fieldsOf } from './fields';
import { QueryFields } from './QueryFields';

/** The fields of a form, by the rules of ToolJet's V1 form. */
export const FormFields = ({ form }: { readonly form: 'query' | 'connection' }) =>
  form === 'query' ? <QueryFields /> : <ConnectionFields />;

function ConnectionFields() {
  const { forms, connection } = useStore();
  const { own } = connection;
  return (
    <div class="fields">
      {fieldsOf(forms.connection.properties, own.value).map((field) => (
        <FormField
          key={field.key}
          id={`own-${field.key}`}
          field={field}
          value={own.value[field.key]}
          set={(value) => {
            own.value = { ...own.value, [field.key]: value };
          }}
        />
      ))}
    </div>
  );
}
