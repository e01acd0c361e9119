import { handlers } from '../lib';
import { shutdownOf } from '../lib/models/shutdowns';
import { traitsOf } from '../lib/models/table';
import type { Operation } from '../lib/types';
import manifest from '../manifest.json';
import form from '../operations.json';

type Field = {
  label: string;
  key: string;
  type: string;
  list?: { name: string; value: string }[];
  placeholder?: string;
  tooltip?: string;
};

const { operation, ...groups } = form.properties;
const fields = Object.entries(groups).flatMap(([group, members]) =>
  Object.entries(members as Record<string, Field>).map(([name, field]) => ({ group, name, field }))
);

/** Lower-case words joined by single underscores: the only names that every ToolJet leaves as they are. */
const SAFE_NAME = /^[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*$/;

/** Where long text or JSON is typed; what is bound or short, such as Rows, Query and Candidates, has one line. */
const TALL = [
  'prompt',
  'system_prompt',
  'message_history',
  'json_schema',
  'tools',
  'input',
  'filters',
  'mcp_servers',
  'moderate_input',
  'decide_input',
  'questions',
  'body',
];

/** Without these ToolJet 2.x draws a box 150 px high with a line number; the newest reads editorType alone. */
const ONE_LINE = {
  lineNumbers: false,
  className: 'codehinter-plugins',
  height: '36px',
  editorType: 'extendedSingleLine',
};

const PURPOSES = {
  chat: 'chat',
  ask: 'chat',
  image_generation: 'image',
  edit_image: 'image',
  generate_embedding: 'embedding',
  rank_by_similarity: 'embedding',
  transcribe_audio: 'transcription',
} satisfies Partial<Record<Operation, string>>;

/** The operations that use a model. */
type Modelled = keyof typeof PURPOSES;

const EMBEDDING_MODELS = ['text-embedding-3-small', 'text-embedding-3-large', 'text-embedding-ada-002'];

const CHAT_MODELS = [
  ...['GPT-5.2', 'GPT-5.1', 'GPT-5', 'GPT-5 Mini', 'GPT-5 Nano', 'o4 Mini', 'o3', 'o3 Mini', 'o1'],
  ...['GPT-4.1', 'GPT-4.1 Mini', 'GPT-4.1 Nano', 'GPT-4', 'GPT-4 Turbo', 'GPT-4o', 'GPT-4o Mini', 'GPT-3.5 Turbo'],
];

/** The models that ToolJet's documentation page of the plugin lists, but for DALL-E 3 where images are edited. */
const PAGE = {
  chat: CHAT_MODELS,
  ask: CHAT_MODELS,
  image_generation: ['GPT Image 1', 'DALL-E 3', 'DALL-E 2'],
  edit_image: ['GPT Image 1', 'DALL-E 2'],
  generate_embedding: EMBEDDING_MODELS,
  rank_by_similarity: EMBEDDING_MODELS,
  transcribe_audio: [],
} satisfies Record<Modelled, string[]>;

/** Where a model is chosen from a list. */
const isModel = (name: string) => /^(model|model_embedding|transcription_model)$/.test(name);

/** What a field with the same key says or offers in each operation's own way. */
const OWN_WORDS: Record<string, string[]> = {
  model: ['list', 'tooltip'],
  prompt: ['placeholder', 'tooltip'],
  size: ['placeholder'],
  output: ['tooltip'],
  query: ['tooltip'],
  // The Responses API alone has Max.
  reasoning_effort: ['list'],
};

describe('operations.json', () => {
  test('has one form and one handler for each entry of Operation, in order', () => {
    const values = operation.list.map(({ value }) => value);
    expect(values).toEqual(Object.keys(groups));
    expect(values).toEqual(Object.keys(handlers));
    expect(new Set(operation.list.map(({ name }) => name)).size).toBe(values.length);
  });

  test('uses only names and widgets that every ToolJet since 2.4.9 keeps working', () => {
    for (const { group, name, field } of fields) {
      expect(field.key).toBe(name);
      expect([group, name].every((id) => SAFE_NAME.test(id))).toBe(true);
      expect(name).not.toBe('type');
      expect(['codehinter', 'dropdown', 'react-component-headers']).toContain(field.type);
      expect(field.label && field.tooltip).toBeTruthy();
    }
    expect(operation.type).toBe('dropdown-component-flip');
  });

  test('draws a codehinter with the attributes that each ToolJet needs for one line, or for a tall box', () => {
    for (const { name, field } of fields.filter(({ field }) => field.type === 'codehinter')) {
      const { label, key: _key, type: _type, placeholder, tooltip: _tooltip, ...attributes } = field;
      const tall = {
        height: expect.stringMatching(/^([89]\d|1[0-4]\d|150)px$/) as string,
        editorType: ONE_LINE.editorType,
      };
      expect({ label, ...attributes }).toEqual({ label, ...(TALL.includes(name) ? tall : ONE_LINE) });
      expect([label, placeholder]).not.toContain(undefined);
    }
  });

  test('asks first for the model and last for what is rare', () => {
    for (const [operation, members] of Object.entries(groups)) {
      const keys = Object.keys(members);
      if (operation in PURPOSES) expect(isModel(keys[0] ?? '')).toBe(true);
      const rare = keys.filter((key) => /^(additional_\w+_parameters|dry_run)$/.test(key));
      expect([operation, ...keys.slice(-rare.length)]).toEqual([operation, ...rare]);
      expect(rare.at(-1)).toBe('dry_run');
    }
  });

  test('has no default that would fill a field of an old saved query', () => {
    expect(form.defaults).toEqual({ operation: 'chat' });
  });

  test('draws and describes the same key alike in every operation', () => {
    const common = ({ key, ...field }: Field) => [
      key,
      Object.fromEntries(Object.entries(field).filter(([attribute]) => !OWN_WORDS[key]?.includes(attribute))),
    ];
    const first = new Map([...fields].reverse().map(({ name, field }) => [name, common(field)]));
    for (const { name, field } of fields) expect(common(field)).toEqual(first.get(name));
  });

  test('offers the same models for both operations on images, but for DALL-E 3, which cannot edit', () => {
    const { list, ...model } = groups.image_generation.model;
    expect(groups.edit_image.model).toEqual({ ...model, list: list.filter(({ value }) => value !== 'dall-e-3') });
  });

  test('offers the same models for Chat and Ask, and for both operations on embeddings', () => {
    expect(groups.ask.model.list).toEqual(groups.chat.model.list);
    expect(groups.rank_by_similarity.model_embedding.list).toEqual(groups.generate_embedding.model_embedding.list);
  });

  // ToolJet 2.15.1 and older show no tooltip, so these add to what label, placeholder and list say.
  test('has tooltips of one or two short sentences', () => {
    const tooltips = fields.map(({ field }) => field.tooltip ?? '');
    const isShort = (tooltip: string) => tooltip.length <= 160 && tooltip.split(/(?<=\S[.!?])\s/).length <= 2;
    expect(tooltips.filter((tooltip) => !isShort(tooltip) || !tooltip.endsWith('.'))).toEqual([]);
  });

  test('says in a dropdown what is used when it is not set', () => {
    const dropdowns = fields.filter(({ name, field }) => field.list && !isModel(name));
    for (const { field } of dropdowns) {
      const names = (field.list ?? []).map(({ name }) => name);
      expect(names.filter((name) => /default/.test(name))).toEqual([names[0]]);
    }
  });

  // ToolJet 2.x has neither queries.x.metadata nor queries.x.error.
  test('shows nothing to copy that only newer hosts have', () => {
    for (const { field } of fields) {
      expect(`${field.placeholder} ${field.tooltip}`).not.toMatch(/metadata|queries\.\w+\.(?!data\b)/);
    }
  });
});

describe('The lists of models', () => {
  const lists = fields.flatMap(({ group, name, field }) =>
    isModel(name) ? [{ group: group as Modelled, list: field.list ?? [] }] : []
  );
  const isDeprecated = ({ name }: { name: string }) => name.endsWith(' (Deprecated)');
  const version = (id: string) => Number(/\d+(\.\d+)?/.exec(id)?.[0]);

  test('say of each model whether OpenAI has announced its shutdown', () => {
    for (const { group, list } of lists) {
      const ending = list.filter(({ value }) => shutdownOf(value));
      expect([group, list.filter(isDeprecated)]).toEqual([group, ending]);
    }
  });

  test('hold current models first, the newest on top, and then the deprecated ones', () => {
    for (const { group, list } of lists) {
      const current = list.filter((item) => !isDeprecated(item));
      expect([group, list]).toEqual([group, [...current, ...list.filter(isDeprecated)]]);
      if (PURPOSES[group] === 'embedding') continue;
      const ids = current.map(({ value }) => value);
      expect(ids).toEqual([...ids].sort((one, other) => version(other) - version(one)));
    }
  });

  test('offer the models of the documentation page in its order and under its names', () => {
    for (const { group, list } of lists) {
      const page: string[] = PAGE[group];
      const names = list.map(({ name }) => name.replace(' (Deprecated)', ''));
      expect(names.filter((name) => page.includes(name))).toEqual(page);
    }
  });

  test('offer only models that are known and made for the operation', () => {
    for (const { group, list } of lists) {
      const purposes = list.map(({ value }) => [value, traitsOf(value)?.purpose]);
      expect(purposes).toEqual(list.map(({ value }) => [value, PURPOSES[group]]));
    }
    expect(lists.map(({ group }) => group)).toEqual(Object.keys(PURPOSES));
  });
});

describe('manifest.json', () => {
  const properties: Record<string, { label: string; key: string; type: string }> = manifest.properties;

  test('is of the first format, which every ToolJet reads, and declares each field', () => {
    expect(manifest).not.toHaveProperty('tj:version');
    expect(Object.keys(manifest.source.options)).toEqual(Object.keys(properties));
    for (const [name, { key, label }] of Object.entries(properties)) {
      expect(key).toBe(name);
      expect(label).toBeTruthy();
      expect(SAFE_NAME.test(name) || ['apiKey', 'organizationId'].includes(name)).toBe(true);
    }
  });

  test('encrypts and masks the key, and nothing but the key', () => {
    const options: Record<string, { type: string; encrypted?: boolean }> = manifest.source.options;
    const encrypted = Object.keys(options).filter((name) => options[name]?.encrypted);
    const masked = Object.keys(properties).filter((name) => properties[name]?.type === 'password');
    expect([encrypted, masked, manifest.required]).toEqual([['apiKey'], ['apiKey'], ['apiKey']]);
  });

  // ToolJet 2.15.1 creates a data source from the defaults alone; an option without one is then stored unencrypted.
  test('has a blank default for every declared option', () => {
    const blank = Object.keys(manifest.source.options).map((name) => [name, { value: '' }] as const);
    expect(manifest.defaults).toEqual({ ...Object.fromEntries(blank), headers: { value: [['', '']] } });
  });

  test('names secrets only together with the versions that fill them in', () => {
    const helpTexts = Object.values(manifest.properties).map(({ helpText }) => helpText);
    const naming = helpTexts.filter((text) => /\{\{|secrets|constants/.test(text));
    expect(naming).toHaveLength(1);
    expect(naming.join()).toMatch(/newest ToolJet fills in and ToolJet 2\.x does not/);
  });

  test('holds no upper-case template, which ToolJet’s validator takes for a forgotten placeholder', () => {
    expect(JSON.stringify([manifest, form])).not.toMatch(/\{\{[A-Z_]+\}\}/);
  });
});

describe('The labels', () => {
  test('that errors name are labels of the forms', () => {
    const labels = new Set([
      ...fields.map(({ field }) => field.label),
      ...Object.values(manifest.properties).map(({ label }) => label),
    ]);
    for (const label of [
      'Max Tokens',
      'Temperature',
      'Stop sequence',
      'Message history',
      'System prompt',
      'Prompt',
      'Suffix',
      'Model',
      'Model ID',
      'Size (in pixels)',
      'Input',
      'Encoding format',
      'Dimensions',
      'API key',
      'Organization ID',
      'Project ID',
      'Base URL',
      'Timeout',
      'Retries',
      'Headers',
      'Path',
      'Method',
      'Query parameters',
      'Body',
    ]) {
      expect(labels).toContain(label);
    }
  });
});
