export function startEmbeddedServer(): Promise<{
  baseUrl: string;
  /** The options of a data source that is the server, with a fault on purpose. */
  source(fault?: string): { apiKey: string; base_url: string; headers: [string, string][] };
  stop(): Promise<unknown>;
}>;
