import { useSignal } from '@preact/signals';
import { blobOf, Download, endingOf } from './Download';
import { dataUriIn } from './shapes';

/** Pictures, each with its size in pixels and a link that saves it. */
export const Gallery = ({ addresses }: { readonly addresses: readonly string[] }) => (
  <div class={addresses.length > 1 ? 'gallery several' : 'gallery'}>
    {addresses.map((address, index) => (
      <Picture key={index} address={address} number={index + 1} />
    ))}
  </div>
);

/** A remote picture is not fetched: its address is shown instead. */
function Picture({ address, number }: { readonly address: string; readonly number: number }) {
  const about = useSignal('');
  const image = dataUriIn(address);
  if (!image?.type.startsWith('image/')) {
    return (
      <figure class="remote">
        <code>{address.slice(0, 2000)}</code>
        <figcaption>Remote image, not fetched</figcaption>
      </figure>
    );
  }
  return (
    <figure>
      <img
        alt={`Image ${number} that came back`}
        src={image.uri}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
          about.value = `${naturalWidth} × ${naturalHeight} pixels, `;
        }}
        onError={() => {
          about.value = 'Not a readable image, ';
        }}
      />
      <figcaption>
        <span>
          {about.value}
          {image.type}
        </span>
        <Download blob={() => blobOf(image.uri)} of={image.uri} name={`image${number}.${endingOf(image.type)}`} />
      </figcaption>
    </figure>
  );
}
