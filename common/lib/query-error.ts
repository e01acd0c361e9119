/** The one error class ToolJet's server recognises, by `constructor.name`: its description is shown to the user. */
export class QueryError extends Error {
  constructor(
    message: string | undefined,
    readonly description: unknown,
    readonly data: Record<string, unknown>
  ) {
    super(message);
    this.name = this.constructor.name;
  }
}
