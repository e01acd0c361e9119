import type { Query, Recipe } from '../api';
import { isField } from './form/fields';
import { Menu } from './Menu';
import { asText } from './server';
import { exampleOf, useStore } from './state/store';

/** The example of each operation and the recipes of its page in docs/, step by step. */
export function ExamplesMenu() {
  const { forms, query } = useStore();
  const chooser = forms.query.properties['operation'];
  const operations = chooser && isField(chooser) ? (chooser.list ?? []) : [];
  return (
    <Menu label="Examples" class="examples">
      {(close) => {
        const open = (opened: Query) => () => {
          query.open(opened);
          close();
        };
        return operations.map(({ name, value }) => {
          const operation = asText(value);
          const recipes = forms.examples.recipes.filter(
            ({ steps: [first] }) => first?.options['operation'] === operation
          );
          return (
            <details key={operation} open={query.options.value['operation'] === operation} name="examples">
              <summary>{name}</summary>
              <button type="button" onClick={open(exampleOf(forms, operation))}>
                The example
              </button>
              {recipes.map((recipe) => (
                <Steps key={recipe.title} recipe={recipe} open={open} />
              ))}
            </details>
          );
        });
      }}
    </Menu>
  );
}

type Props = { readonly recipe: Recipe; readonly open: (query: Query) => () => void };

/** A recipe with a button for each of its queries, in the order in which they run. */
const Steps = ({ recipe: { title, about, steps }, open }: Props) => (
  <section>
    <h3>{title}</h3>
    <p class="quiet">{about}</p>
    <div class="row">
      {steps.map((step, index) => (
        <button type="button" key={step.name} onClick={open(step)}>
          {steps.length > 1 ? `${index + 1}. ${step.name}` : step.name}
        </button>
      ))}
    </div>
  </section>
);
