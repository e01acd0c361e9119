import type { JsonObject } from '../../api';
import { isObject } from '../server';
import { OtherMembers } from './OtherMembers';
import { type Score, Scores } from './Scores';
import { isTexts } from './shapes';

/** What Moderate says of one input: whether it is flagged, for what, and every score, the highest first. */
export function Verdict({ data }: { readonly data: JsonObject }) {
  const { flagged, categories, scores, over_threshold, categories_over_threshold, ...others } = data;
  const marked = [categories, categories_over_threshold].flatMap((list) => (isTexts(list) ? list : []));
  const listed = Object.entries(isObject(scores) ? scores : {})
    .flatMap(([name, value]): Score[] =>
      typeof value === 'number' ? [{ name, value, isMarked: marked.includes(name) }] : []
    )
    .sort((a, b) => b.value - a.value);
  return (
    <>
      <p class="verdict">
        <span class={flagged ? 'badge' : 'badge good-badge'}>{flagged ? 'Flagged' : 'Not flagged'}</span>
        {isTexts(categories) && <span>{categories.join(', ')}</span>}
        {typeof over_threshold === 'boolean' && (
          <span class={over_threshold ? 'badge warn-badge' : 'badge good-badge'}>
            {over_threshold ? 'Over the threshold' : 'Below the threshold'}
          </span>
        )}
      </p>
      <Scores scores={listed} />
      <OtherMembers members={others} />
    </>
  );
}
