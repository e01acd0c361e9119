/* Which fields a form shows for the values it holds, by the rules of ToolJet's V1 form. */
import type { Field, Group, Options } from '../../api';
import { asText } from '../server';

const FLIP = 'dropdown-component-flip';

export const isField = (entry: Field | Group): entry is Field => typeof entry['type'] === 'string';
export const isFlip = ({ type }: Field) => type === FLIP;

/** The fields on show, in the order of the form; each flip is followed by the group that is named by its value. */
export function fieldsOf(group: Group, options: Options): Field[] {
  const fields = Object.values(group).filter(isField);
  const flips = fields.filter(isFlip).flatMap((flip) => [flip, ...flippedBy(flip, group, options)]);
  return [...fields.filter((field) => !isFlip(field)), ...flips];
}

function flippedBy({ key }: Field, group: Group, options: Options): Field[] {
  const value = asText(options[key]);
  const shown = Object.hasOwn(group, value) ? group[value] : undefined;
  return shown && !isField(shown) ? fieldsOf(shown, options) : [];
}

/** Whether any group of the form has a field of the key. */
export const hasKey = (group: Group, key: string): boolean =>
  Object.values(group).some((entry) => (isField(entry) ? entry.key === key : hasKey(entry, key)));
