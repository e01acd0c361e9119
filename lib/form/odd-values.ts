import { types } from 'node:util';
import form from '../../operations.json';
import { carriedFailure, type Failure, failureOf, invalid } from '../errors/failure';
import { membersOf } from '../json';
import { SOURCE_LABELS } from './source';

/** The deepest that is looked into; JSON itself ends in an error at some thousands of levels. */
const DEEPEST = 1000;

const { operation, ...forms } = form.properties;

/** The label of each field of a query; a key that several operations have looks the same in all. */
const QUERY_LABELS: Readonly<Record<string, string>> = {
  operation: operation.label,
  ...Object.fromEntries(
    Object.values(forms).flatMap((fields) => Object.entries(fields).map(([key, { label }]) => [key, label]))
  ),
};

/**
 * An error as a Failure. For one that nobody foresaw the values are looked through, and the first field is named that holds
 * what no JSON can.
 */
export function explained(error: unknown, source: unknown, query?: unknown): Failure {
  return carriedFailure(error) ?? oddField(source, SOURCE_LABELS) ?? oddField(query, QUERY_LABELS) ?? failureOf(error);
}

function oddField(options: unknown, labels: Readonly<Record<string, string>>): Failure | undefined {
  for (const [key, label] of Object.entries(labels)) {
    const odd = orUnreadable(() => oddity(membersOf(options)[key], 0, new Map()));
    if (odd) {
      const advice = 'Use text, numbers, or lists and objects of these.';
      return invalid(`${label} cannot be used, because it holds ${odd}. ${advice}`).failure;
    }
  }
  return undefined;
}

/** What `read` gives, or that it could not. */
function orUnreadable(read: () => string | undefined): string | undefined {
  try {
    return read();
  } catch {
    return 'a value that cannot be read';
  }
}

/** What in a value no JSON can hold; `known` are the lists and objects around it, true, and those that hold nothing odd. */
function oddity(value: unknown, depth: number, known: Map<unknown, boolean>): string | undefined {
  if (types.isProxy(value)) return 'a Proxy';
  if (typeof value === 'bigint') return 'a BigInt';
  if (typeof value === 'symbol' || typeof value === 'function') return `a ${typeof value}`;
  if (typeof value !== 'object' || value === null || known.get(value) === false) return undefined;
  if (known.has(value)) return 'a list or object that holds itself';
  if (depth > DEEPEST) return 'values nested more than 1,000 levels deep';
  known.set(value, true);
  for (const member of Object.values(value)) {
    const odd = oddity(member, depth + 1, known);
    if (odd) return odd;
  }
  known.set(value, false);
  return undefined;
}
