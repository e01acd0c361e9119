import { counted } from './cut';
import { Facts } from './Facts';
import { firstOf, norm } from './vectors';

const BARS = 96;
const HEIGHT = 40;

/** A vector: its length, its norm, and what its first numbers look like. */
export function Vector({ numbers }: { readonly numbers: readonly number[] }) {
  const start = Math.min(numbers.length, 10);
  return (
    <>
      <Facts
        facts={[
          ['Length', counted(numbers.length, 'number')],
          ['Norm', norm(numbers).toFixed(4)],
          [`First ${start}`, <code key="first">{firstOf(numbers, start)}</code>],
        ]}
      />
      <Bars numbers={numbers.slice(0, BARS)} />
    </>
  );
}

function Bars({ numbers }: { readonly numbers: readonly number[] }) {
  const highest = Math.max(...numbers.map(Math.abs)) || 1;
  const bar = (number: number, index: number) => `M${index + 0.5} ${HEIGHT}v${(-number / highest) * HEIGHT}`;
  const label = `Bar chart of numbers 1 to ${numbers.length}`;
  return (
    <figure class="bars">
      <svg viewBox={`0 0 ${numbers.length} ${2 * HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <path class="axis" d={`M0 ${HEIGHT}H${numbers.length}`} />
        <path d={numbers.map(bar).join('')} />
      </svg>
      <figcaption>{label}</figcaption>
    </figure>
  );
}
