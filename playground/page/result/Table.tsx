import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { JsonObject } from '../../api';
import { Cell } from './Cell';
import { columnsOf, nextOrder, type Order, sorted } from './columns';
import { counted, MOST_MEMBERS } from './cut';

/** So many more rows at a time, where showing all would take the browser long. */
const STEP = 2000;

type Props = { readonly rows: readonly JsonObject[]; readonly label?: string };

/** A list of objects: a click on a heading sorts, and the headings stay in sight. */
export function Table({ rows, label = 'Table' }: Props) {
  const order = useSignal<Order | undefined>(undefined);
  const most = useSignal(MOST_MEMBERS);
  const columns = useMemo(() => columnsOf(rows), [rows]);
  const inOrder = useMemo(() => sorted(rows, columns, order.value), [rows, columns, order.value]);
  const shown = inOrder.slice(0, most.value);
  const rest = rows.length - shown.length;
  return (
    <>
      <div class="table-frame" role="region" aria-label={label} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map(({ name }) => {
                const direction = order.value?.column === name ? order.value.direction : 'none';
                return (
                  <th scope="col" key={name} aria-sort={direction}>
                    <button
                      type="button"
                      onClick={() => {
                        order.value = nextOrder(order.value, name);
                      }}
                    >
                      {name}
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              <tr key={index}>
                {columns.map(({ name, of }) => (
                  <Cell key={name} value={of(row)} column={name} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="table-count">
        {rest > 0
          ? `The first ${shown.length.toLocaleString('en')} of ${counted(rows.length, 'row')}`
          : counted(rows.length, 'row')}
        {rest > 0 && (
          <button
            type="button"
            class="small-button"
            onClick={() => {
              most.value += STEP;
            }}
          >
            {rest <= STEP ? 'Show all' : `Show ${STEP.toLocaleString('en')} more`}
          </button>
        )}
      </p>
    </>
  );
}
