/*
 * A stand-in for ToolJet's workspace package of the same name (not on npm). Inside ToolJet's monorepo the real
 * package takes its place, so names, signatures and meaning are ToolJet's; only the parts the plugin uses are here.
 */

export { QueryError } from './query-error';

/** What a query hands to ToolJet: `data` becomes `queries.<name>.data` in an app. */
export type QueryResult = {
  status: 'ok' | 'failed' | 'needs_oauth';
  errorMessage?: string;
  data: object | object[];
};

/** What Test connection hands to ToolJet: anything but 'ok' is shown as failed, with the message. */
export type ConnectionTestResult = {
  status: 'ok' | 'failed';
  message?: string;
  data?: object;
};

/** What ToolJet's server calls: `run` for a query, `testConnection` for the button in the connection form. */
export interface QueryService {
  run(sourceOptions: object, queryOptions?: object, dataSourceId?: string): Promise<QueryResult>;
  testConnection?(sourceOptions: object): Promise<ConnectionTestResult>;
}
