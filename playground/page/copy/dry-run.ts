/* What a query would send: asked of the plugin itself, which sends nothing. */
import type { Form, Options, Result } from '../../api';
import { isField } from '../form/fields';
import { asText } from '../server';
import type { Connection } from '../state/connection';

/** Whether the plugin can show the request. An operation of an old version has no form, but runs as the one that took its place. */
export function hasDryRun({ properties }: Form, options: Options): boolean {
  const operation = asText(options['operation']);
  const group = Object.hasOwn(properties, operation) ? properties[operation] : undefined;
  return !group || isField(group) || Object.hasOwn(group, 'dry_run');
}

/** Asks for it; a fault on purpose has no part in it. */
export function askDryRun(connection: Connection, sent: Options): Promise<Result> {
  const { source } = connection;
  const place = 'own' in source.value ? source.value : {};
  return connection.asked('/api/run', { ...place, options: { ...sent, dry_run: 'yes' }, run: crypto.randomUUID() });
}
