import type { JsonObject } from '../../api';
import { Json } from './Json';

/** Whatever else is in an answer, as JSON; nothing when there is nothing. */
export function OtherMembers({ members }: { readonly members: JsonObject }) {
  const told = Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && !isEmpty(value))
  );
  if (Object.keys(told).length === 0) return null;
  return (
    <>
      <h3>Other members</h3>
      <Json value={told} label="Other members" />
    </>
  );
}

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;
