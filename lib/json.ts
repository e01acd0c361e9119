/** A JSON object of unknown content, such as a server's reply before it is checked. */
export type JsonObject = { readonly [key: string]: unknown };

/** Whether the value is an object with members, not null and not an array. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of a value: itself when it is an object, none when it is anything else. */
export const membersOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** The elements of a value: itself when it is a list, none when it is anything else. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** What JSON text holds; undefined when it is not JSON. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
