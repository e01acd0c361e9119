/* What a model does not take of a chat or a response, refused as OpenAI refuses it. */
import { takesTemperature, traitsFor } from './models.mjs';
import { refusal, supported, unsupported, unsupportedValue } from './replies.mjs';

/** Not for models that reason: https://platform.openai.com/docs/guides/reasoning */
const SAMPLING = ['presence_penalty', 'frequency_penalty', 'logit_bias', 'logprobs', 'top_logprobs'];

const reasons = ({ efforts }) => efforts.length > 0;

/** The refusal of a parameter, by its name, or nothing; `effort` is that of the request. */
const RULES = {
  max_tokens: (traits) => !traits.max_tokens && unsupported('max_tokens', " Use 'max_completion_tokens' instead."),
  temperature: (traits, value, effort) => sampling(traits, 'temperature', value, effort),
  top_p: (traits, value, effort) => sampling(traits, 'top_p', value, effort),
  stop: (traits) => !traits.stop && unsupported('stop'),
  verbosity: (traits) => !traits.verbosity && unsupported('verbosity'),
  ...Object.fromEntries(
    SAMPLING.map((name) => [name, (traits, value) => reasons(traits) && Boolean(value) && unsupported(name)])
  ),
};

function sampling(traits, name, value, effort) {
  if (takesTemperature(traits, value, effort)) return undefined;
  return traits.temperature === 'only 1'
    ? unsupportedValue(name, value, 'Only the default (1) value is supported.')
    : unsupported(name);
}

function checkEffort(traits, name, effort, more = []) {
  if (effort == null) return;
  if (!reasons(traits)) throw unsupported(name);
  const efforts = [...traits.efforts, ...more];
  if (!efforts.includes(effort)) throw unsupportedValue(name, effort, supported(efforts));
}

/** Throws what OpenAI says to the first parameter that the model does not take; `names` are those under which they were sent. */
function checkParameters(traits, parameters, effort, names = {}) {
  for (const [name, value] of Object.entries(parameters)) {
    const refused = value != null && RULES[name]?.(traits, value, effort);
    if (!refused) continue;
    const sentAs = names[name] ?? name;
    throw sentAs === name ? refused : unsupported(sentAs);
  }
}

/** Throws when the model does not take the chat. */
export function checkChat(body) {
  const traits = traitsFor('chat', body.model);
  const { reasoning_effort: effort, response_format: format, tools } = body;
  checkEffort(traits, 'reasoning_effort', effort);
  checkParameters(traits, body, effort);
  if (tools?.length > 0 && traits.toolsNeedNoEffort && (effort ?? traits.defaultEffort) !== 'none')
    throw refusal(
      400,
      `Function tools with reasoning_effort are not supported for ${body.model} in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.`,
      { param: 'reasoning_effort' }
    );
  const type = format?.type;
  if (['json_object', 'json_schema'].includes(type) && !traits[type])
    throw refusal(400, `Invalid parameter: 'response_format' of type '${type}' is not supported with this model.`, {
      param: 'response_format',
    });
  if (type === 'json_object' && !/json/i.test(JSON.stringify(body.messages)))
    throw refusal(
      400,
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      { param: 'messages' }
    );
  const hasPicture = body.messages.some(({ content }) => content?.some?.(({ type: kind }) => kind === 'image_url'));
  if (hasPicture && !traits.images)
    throw refusal(400, 'Invalid content type. image_url is only supported by certain models.', { param: 'messages' });
}

/** Throws when the model does not take what a response is asked for with. */
export function checkResponse({ model, reasoning, text, temperature, top_p }) {
  const traits = traitsFor('chat', model);
  const effort = reasoning?.effort;
  // No list says which models take the effort max, which exists here alone.
  checkEffort(traits, 'reasoning.effort', effort, traits.efforts.includes('xhigh') ? ['max'] : []);
  const parameters = { temperature, top_p, verbosity: text?.verbosity };
  checkParameters(traits, parameters, effort, { verbosity: 'text.verbosity' });
}
