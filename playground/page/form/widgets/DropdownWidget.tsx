import { asText } from '../../server';
import { isFlip } from '../fields';
import type { WidgetProps } from './widget';

const NONE = -1;

/**
 * A list to choose from. What is chosen can be unchosen, by an entry of its own unless the list has a blank one; the entries
 * are told apart by their place, as values need not be texts.
 */
export function DropdownWidget({ id, field, value, set, describedBy }: WidgetProps) {
  const { list = [] } = field;
  const blank = list.findIndex((entry) => entry.value === '');
  const found = list.findIndex((entry) => entry.value === value);
  const isForeign = found < 0 && value !== undefined && value !== '';
  const chosen = found < 0 && !isForeign ? blank : found;
  return (
    <select
      id={id}
      class={chosen === blank && !isForeign ? 'unchosen' : ''}
      value={isForeign ? 'foreign' : String(chosen)}
      aria-describedby={describedBy}
      onChange={({ currentTarget }) => {
        const entry = list[Number(currentTarget.value)];
        set(entry?.value === '' ? undefined : entry?.value);
      }}
    >
      {isForeign && <option value="foreign">{asText(value)} (not in the list, but sent)</option>}
      {blank < 0 && !isFlip(field) && <option value={String(NONE)}>Not chosen</option>}
      {list.map(({ name, label }, index) => (
        <option key={index} value={String(index)}>
          {name ?? label}
        </option>
      ))}
    </select>
  );
}
