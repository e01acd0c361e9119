import { Menu } from './Menu';
import { useStore } from './state/store';

/** Opens the recipes of docs/, step by step. */
export function ExamplesMenu() {
  const { forms, query } = useStore();
  return (
    <Menu label="Examples">
      {(close) =>
        forms.examples.recipes.map(({ title, about, steps }) => (
          <section key={title}>
            <h3>{title}</h3>
            <p class="quiet">{about}</p>
            {steps.map((step, index) => (
              <button
                type="button"
                key={step.name}
                onClick={() => {
                  query.open(step);
                  close();
                }}
              >
                {index + 1}. {step.name}
              </button>
            ))}
          </section>
        ))
      }
    </Menu>
  );
}
