export function startEmbeddedServer(options?: {
  /** How long each stage of a batch and an answer in the background take, in milliseconds; 4,000 unless it is given. */
  stage?: number;
}): Promise<{
  baseUrl: string;
  /** The options of a data source that is the server, with a fault on purpose. */
  source(fault?: string): { apiKey: string; base_url: string; headers: [string, string][] };
  stop(): Promise<unknown>;
}>;
