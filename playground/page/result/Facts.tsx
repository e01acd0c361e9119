import type { ComponentChildren } from 'preact';

type Props = { readonly facts: readonly (readonly [name: string, value: ComponentChildren])[] };

/** Short facts, each with its name; one without a value is left out. */
export const Facts = ({ facts }: Props) => (
  <dl class="facts">
    {facts
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);
