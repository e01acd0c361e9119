/* What the server answers, in OpenAI's shapes: https://platform.openai.com/docs/guides/error-codes */

export const json = (body) => ({ body });

/** An error to throw, which is answered with this status. */
export function refusal(status, message, { type = 'invalid_request_error', param = null, code = null } = {}) {
  return Object.assign(new Error(message), { reply: { status, body: { error: { message, type, param, code } } } });
}

export const unsupported = (param, hint = '') =>
  refusal(400, `Unsupported parameter: '${param}' is not supported with this model.${hint}`, {
    param,
    code: 'unsupported_parameter',
  });

export const unsupportedValue = (param, value, hint) =>
  refusal(
    400,
    `Unsupported value: '${param}' does not support ${JSON.stringify(value).replaceAll('"', "'")} with this model. ${hint}`,
    {
      param,
      code: 'unsupported_value',
    }
  );

export const invalidValue = (param, value, hint) =>
  refusal(400, `Invalid value: '${value}'. ${hint}`, { param, code: 'invalid_value' });

export const unknownParameter = (param) =>
  refusal(400, `Unknown parameter: '${param}'.`, { param, code: 'unknown_parameter' });

/** `'low', 'medium' and 'high'` */
export function listed(values) {
  const quoted = values.map((value) => `'${value}'`);
  return quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}` : quoted.join('');
}

export const supported = (values) => `Supported values are: ${listed(values)}.`;

/** About four characters each. */
export const tokensIn = (text) => Math.ceil(text.length / 4);

export const seconds = (milliseconds = Date.now()) => Math.floor(milliseconds / 1000);
