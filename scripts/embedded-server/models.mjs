/* The models that the server has: those of the forms are listed, and all that the plugin knows answer. */
import { readFileSync } from 'node:fs';
import { buildSync } from 'esbuild';
import { requireFromString } from 'module-from-string';
import { json, refusal } from './replies.mjs';

/** What each model takes is the plugin's own table, so that it stands in one place. */
const { outputFiles } = buildSync({
  stdin: {
    contents: "export * from './table'; export { takesTemperature } from './traits';",
    resolveDir: 'lib/models',
  },
  bundle: true,
  format: 'cjs',
  write: false,
});
const { traitsOf, takesTemperature } = requireFromString(outputFiles[0].text);
export { takesTemperature };

const DAY = 24 * 3600;
const NEWEST = Date.UTC(2026, 9, 26) / 1000;
/** A model that will be shut down, and when. */
const LEAVING = { id: 'gpt-4o', shutdown_date: '2027-01-14' };

const forms = Object.values(JSON.parse(readFileSync('operations.json', 'utf8')).properties);
const offered = forms.flatMap((form) => Object.values(form).filter(({ label }) => label === 'Model'));
const ids = [...new Set(offered.flatMap(({ list }) => list.map(({ value }) => value)))];

/** The newest first, a week apart. */
const MODELS = ids.map((id, index) => ({
  id,
  object: 'model',
  created: NEWEST - index * 7 * DAY,
  owned_by: 'system',
  shutdown_date: id === LEAVING.id ? LEAVING.shutdown_date : null,
}));

const missing = (id) =>
  refusal(404, `The model \`${id}\` does not exist or you do not have access to it.`, { code: 'model_not_found' });

/** What the model takes; throws OpenAI's refusal when there is no such model, or it is for something else. */
export function traitsFor(purpose, id) {
  if (typeof id !== 'string' || !id) throw refusal(400, 'you must provide a model parameter');
  const traits = traitsOf(id);
  if (!traits) throw missing(id);
  if (traits.purpose !== purpose)
    throw refusal(404, `The model \`${id}\` is for ${traits.purpose} and cannot be used for ${purpose}.`, {
      param: 'model',
    });
  return traits;
}

export const modelsRoom = {
  'GET /models': () => json({ object: 'list', data: MODELS }),
  'GET /models/:id': ({ ids: [id] }) => {
    const model = MODELS.find((one) => one.id === id);
    if (!model) throw missing(id);
    return json(model);
  },
};
