/* The query that is being filled in: its name, its options as they are typed, and what would be sent. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Form, Json, JsonObject, Options, Query } from '../../api';
import { asText } from '../server';
import { fieldsOf, hasKey } from '../form/fields';
import { resolve, type Resolved } from './templates';

export function createQuery(form: Form, first: Query, state: ReadonlySignal<JsonObject | undefined>) {
  const name = signal(first.name);
  const options = signal<Options>(first.options);
  const saved = signal<readonly string[]>(Object.keys(first.options));
  const touched = signal<ReadonlySet<string>>(new Set());

  const fields = computed(() => fieldsOf(form.properties, options.value));
  const byKey = computed(() =>
    Object.fromEntries(Object.entries(options.value).map(([key, value]) => [key, resolve(value, state.value)]))
  );

  return {
    name,
    options,
    /** The keys of what was changed since the query was opened. */
    touched: touched as ReadonlySignal<ReadonlySet<string>>,
    /** The fields on show. */
    fields,
    /** Every option with its templates filled in. */
    byKey: byKey as ReadonlySignal<Record<string, Resolved>>,
    /** What ToolJet would hand to the plugin. */
    sent: computed<Options>(() =>
      Object.fromEntries(Object.entries(byKey.value).map(([key, { value }]) => [key, value]))
    ),
    /** The keys of options that no field shows, but that are sent. */
    hidden: computed(() => {
      const shown = new Set(fields.value.map(({ key }) => key));
      return Object.keys(options.value).filter((key) => !shown.has(key));
    }),
    /** A sentence, with the field's label, for each template without a value. */
    problems: computed(() => {
      const labels = new Map(fields.value.map(({ key, label }) => [key, label]));
      // Options of an old version count although no field shows them, because the plugin reads them.
      const isOld = (key: string) =>
        !Object.hasOwn(form.properties, asText(options.value['operation'])) || !hasKey(form.properties, key);
      return Object.entries(byKey.value)
        .filter(([key]) => labels.has(key) || isOld(key))
        .flatMap(([key, { problems }]) => problems.map((problem) => `${labels.get(key) ?? key}: ${problem}`));
    }),
    set: (key: string, value: Json) => {
      const { [key]: _, ...others } = options.value;
      // ToolJet drops a blank unless the saved query had one; what was unchosen goes in any case.
      const isDropped = value === undefined || (value === '' && !saved.value.includes(key));
      touched.value = new Set([...touched.value, key]);
      options.value = isDropped ? others : { ...options.value, [key]: value };
    },
    /** Chooses another operation: what was typed stays, and its example gives the rest and the name. */
    change: (operation: string, example: Query) => {
      const typed = Object.entries(options.value).filter(([, value]) => value !== '' && value !== undefined);
      options.value = { ...example.options, ...Object.fromEntries(typed), operation };
      name.value = example.name;
    },
    open: (opened: Query) => {
      saved.value = Object.keys(opened.options);
      touched.value = new Set();
      options.value = { ...opened.options };
      name.value = opened.name;
    },
  };
}

export type QueryState = ReturnType<typeof createQuery>;
