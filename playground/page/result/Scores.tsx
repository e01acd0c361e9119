import { fourDigits } from '../numbers';

export type Score = { readonly name: string; readonly value: number; readonly isMarked?: boolean };

/** Numbers from 0 to 1 as bars, four digits each and the whole number on hover. */
export const Scores = ({ scores }: { readonly scores: readonly Score[] }) => (
  <ul class="scores">
    {scores.map(({ name, value, isMarked }) => (
      <li key={name} class={isMarked ? 'marked' : ''}>
        <span class="score-name">{name}</span>
        <span class="score-bar" aria-hidden="true">
          <span style={{ width: `${100 * Math.min(1, Math.max(0, value))}%` }} />
        </span>
        <span class="score-number" title={String(value)}>
          {fourDigits(value)}
        </span>
      </li>
    ))}
  </ul>
);
