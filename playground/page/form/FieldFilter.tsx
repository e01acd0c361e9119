import type { Signal } from '@preact/signals';

type Props = { readonly sought: Signal<string>; readonly isNoneFound: boolean };

/** Finds a field by its label, also one that is not on show. */
export const FieldFilter = ({ sought, isNoneFound }: Props) => (
  <div class="field-filter">
    <input
      type="search"
      aria-label="Find a field"
      placeholder="Find a field"
      value={sought.value}
      onInput={({ currentTarget }) => {
        sought.value = currentTarget.value;
      }}
    />
    <p role="status" class="quiet">
      {isNoneFound && 'No field of this operation is called that.'}
    </p>
  </div>
);
