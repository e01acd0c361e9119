/* What the page and the playground's server say to each other. */

export type Json = string | number | boolean | null | undefined | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/** A field of a form, as ToolJet's manifest.json and operations.json describe it. */
export type Field = {
  readonly key: string;
  readonly label: string;
  readonly type: string;
  readonly tooltip?: string;
  readonly placeholder?: string;
  readonly description?: string;
  readonly helpText?: string;
  readonly help_text?: string;
  readonly buttonText?: string;
  readonly button_text?: string;
  readonly height?: string;
  readonly list?: readonly { readonly name?: string; readonly label?: string; readonly value: Json }[];
};

/** Fields by their keys, and under an operation's id the group of its own. */
export type Group = { readonly [name: string]: Field | Group };

export type Form = {
  readonly properties: Group;
  readonly defaults?: Readonly<Record<string, Json>>;
};

/** The options of a query, by the keys of the fields. */
export type Options = Record<string, Json>;

/** A query as an app has it. */
export type Query = { readonly name: string; readonly options: Options };

/** A recipe of docs/: what it shows, and its queries in the order in which they run. */
export type Recipe = { readonly title: string; readonly about: string; readonly steps: readonly Query[] };

/** What docs/, README and the playground take their examples from. */
export type Examples = {
  /** What an app would hold: every name that an example or a placeholder binds. */
  readonly state: JsonObject;
  readonly queries: Readonly<Record<string, Query>>;
  readonly recipes: readonly Recipe[];
};

export type Fault = { readonly id: string; readonly name: string };

export type Forms = {
  readonly connection: Form;
  readonly query: Form;
  readonly faults: readonly Fault[];
  readonly examples: Examples;
};

export type Metadata = JsonObject & {
  readonly model?: string;
  readonly attempts?: number;
  readonly warnings?: string[];
  readonly usage?: JsonObject;
};

/** What a query gave, as ToolJet hands it to an app; of a failure `data` has its kind and details. */
export type Result = {
  readonly status: 'ok' | 'failed' | 'stopped';
  readonly data?: Json;
  readonly message?: string;
  readonly description?: string;
  readonly metadata?: Metadata;
};

/** The embedded server, with a fault on purpose; or a server of one's own, whose secrets the playground's server keeps. */
export type Source = { readonly fault?: string } | { readonly own: Readonly<Options> };

/** A question of the page; `run` is an id of the page's own, with which the query can be stopped. */
export type RunQuestion = Source & { readonly options: Options; readonly run: string };
