import type { Json } from '../../api';
import { isSame } from './example';
import type { Resolved } from '../state/templates';
import { described, imagesIn } from './preview';

type Props = { readonly id: string; readonly typed: Json; readonly resolved: Resolved | undefined };

/** What became of a field's templates: the value, or what is wrong with them; and the pictures in it. */
export function FieldNote({ id, typed, resolved }: Props) {
  const { value, problems } = resolved ?? { value: typed, problems: [] };
  const images = imagesIn(value);
  const isBound = problems.length === 0 && !isSame(value, typed);
  return (
    <>
      <p id={id} class={`note${problems.length > 0 ? ' problem' : ''}`}>
        {problems.length > 0 ? problems.join('\n') : isBound && `= ${described(value)}`}
      </p>
      {images.length > 0 && (
        <div class="thumbnails">
          {images.map((address, index) => (
            <img key={index} src={address} alt={`Picture ${index + 1} of this field`} />
          ))}
        </div>
      )}
    </>
  );
}
