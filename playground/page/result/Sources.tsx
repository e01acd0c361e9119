import type { JsonObject } from '../../api';
import { asText } from '../server';

/** Where an answer comes from: a title, as a link if its address is one of the web. The page behind it learns nothing of this one. */
export const Sources = ({ sources }: { readonly sources: readonly JsonObject[] }) => (
  <ol class="sources">
    {sources.map(({ url, title }, index) => {
      const address = asText(url);
      const name = asText(title) || address;
      const web = URL.parse(address);
      return (
        <li key={index}>
          {web && /^https?:$/.test(web.protocol) ? (
            <a href={web.href} target="_blank" rel="noreferrer noopener">
              {name}
            </a>
          ) : (
            name
          )}
          {name !== address && <span class="quiet"> {address}</span>}
        </li>
      );
    })}
  </ol>
);
