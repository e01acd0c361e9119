import { invalid } from '../errors/failure';
import { membersOf, parsed } from '../json';
import type { Source } from '../types';
import { isBlank } from './values';

/** The label of each field of the connection form. */
export const SOURCE_LABELS: Readonly<Record<keyof Source, string>> = {
  apiKey: 'API key',
  organizationId: 'Organization ID',
  project_id: 'Project ID',
  base_url: 'Base URL',
  timeout_seconds: 'Timeout',
  max_retries: 'Retries',
  headers: 'Headers',
};

/** The connection form's values, whatever ToolJet hands over, each read once. */
export const sourceOf = (options: unknown): Source =>
  Object.fromEntries(Object.keys(SOURCE_LABELS).map((key) => [key, membersOf(options)[key]]));

/** Throws for a value that is not filled in, and for Headers that are no list. No error quotes a value. */
export function checkSource(source: Source): void {
  checkFilledIn(source);
  const { headers } = source;
  const value = typeof headers === 'string' ? parsed(headers) : headers;
  if (isBlank(headers) || Array.isArray(value)) return;
  throw invalid('Headers must be an array of pairs, or the text of one as JSON. Enter a name and a value in each row.');
}

/**
 * Throws for a value that still holds `{{…}}`: ToolJet 2.x fills in no constant and no secret in a data source, so the
 * literal text would go out as key or header (measured with 2.15.1, 2026-11-26).
 */
function checkFilledIn(source: Source): void {
  const fields = Object.keys(SOURCE_LABELS) as (keyof Source)[];
  const field = fields.find((name) => holdsTemplate(source[name]));
  if (!field) return;
  const label = SOURCE_LABELS[field];
  throw invalid(
    `${label} still holds {{…}}, which this ToolJet has not filled in: versions before 3 fill in no constants and secrets in a data source, later ones none of an unknown name. Enter the value itself in ${label}, or correct the name.`
  );
}

const holdsTemplate = (value: unknown): boolean =>
  typeof value === 'string' ? /\{\{[^]*\}\}/.test(value) : Array.isArray(value) && value.some(holdsTemplate);
