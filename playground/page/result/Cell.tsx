import type { Json as Value } from '../../api';
import { counted, short } from './cut';
import { fourDigits } from '../numbers';
import { isTexts } from './shapes';
import { firstOf, isVector, vectorOf } from './vectors';

const LONGEST = 300;

type Props = { readonly value: Value; readonly column: string };

/** A value within a table: numbers with four digits and the whole number on hover, vectors by their start, the rest as text. */
export function Cell({ value, column }: Props) {
  if (typeof value === 'number') {
    return (
      <td class="number" title={String(value)}>
        {fourDigits(value)}
      </td>
    );
  }
  if (typeof value === 'boolean') return <td class={value ? 'yes' : 'no'}>{String(value)}</td>;
  const text = textOf(value, column);
  return (
    <td class={text.length > 60 ? 'long' : ''}>
      <span>{text}</span>
    </td>
  );
}

function textOf(value: Value, column: string): string {
  if (value === undefined || value === null) return '';
  const numbers = isVector(value) ? value : /(^|\.)embedding$/.test(column) ? vectorOf(value) : undefined;
  if (numbers) return `${counted(numbers.length, 'number')}: ${firstOf(numbers, 4)} …`;
  if (isTexts(value)) return short(value.join(', '), LONGEST, LONGEST);
  return short(typeof value === 'string' ? value : JSON.stringify(value), LONGEST, LONGEST);
}
