/* Writes property paths as they stand between {{ and }}; templates.ts reads them. */
const PLAIN = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** One step of a path: `.name`, `[0]` in a list, or `['odd name']`; undefined for a name that no path can hold. */
export function stepTo(name: string, isList = false): string | undefined {
  if (isList) return `[${name}]`;
  if (PLAIN.test(name)) return `.${name}`;
  if (name.includes('\\') || name.includes('}}')) return undefined;
  if (!name.includes("'")) return `['${name}']`;
  return name.includes('"') ? undefined : `["${name}"]`;
}

/** The template that binds what lies under the names, such as {{queries.chat1.data}}; undefined when none can. */
export function bindingTo(names: readonly string[]): string | undefined {
  const steps = names.map((name) => stepTo(name));
  return steps.includes(undefined) ? undefined : `{{${steps.join('').slice(1)}}}`;
}
