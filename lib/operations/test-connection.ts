import type { ConnectionTestResult } from '@tooljet-marketplace/common';
import { failureOf } from '../errors/failure';
import { withAdvice } from '../errors/refused';
import type { Connection } from '../http/connection';
import { LIST_MODELS, MOST_MEGABYTES } from '../http/list-models';
import { sender } from '../http/send';
import type { JsonObject } from '../json';

/** Whether a reply is a list, even an empty one of null, or has one of models. */
const listsModels = ({ object, data, models }: JsonObject) =>
  object === 'list' || [data, models].some((list) => Array.isArray(list));

/**
 * Lists models, which costs nothing and proves key, organization, project and address. Throws as a query would when the
 * connection does not work. https://platform.openai.com/docs/api-reference/models/list
 */
export async function testConnection(connection: Connection): Promise<ConnectionTestResult> {
  try {
    const reply = await sender(connection, { model: undefined, mostMegabytes: MOST_MEGABYTES })(LIST_MODELS, undefined);
    // Some servers answer any path with JSON: https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/618
    if (!listsModels(reply.body)) throw reply.unusable('The reply holds no list of models.');
    return { status: 'ok' };
  } catch (error) {
    const { status, message } = failureOf(error);
    if ((status === 401 || status === 403) && /scope/i.test(message)) {
      return { status: 'ok', message: 'The key is valid but may not list models. Queries may still work.' };
    }
    const { origin, pathname, searchParams } = connection.baseUrl;
    if ((status === 404 || status === 405) && connection.isCustom) {
      if (pathname.includes('/deployments/') || searchParams.has('api-version')) {
        return {
          status: 'ok',
          message: 'The server answered, but lists no models there, as is usual with deployments.',
        };
      }
      const address = connection.mask(origin + pathname);
      const hint = 'The Base URL usually ends in /v1. Queries may still work.';
      return { status: 'failed', message: `The server answered, but lists no models at ${address}. ${hint}` };
    }
    if (status !== undefined && status >= 500 && connection.isCustom) {
      return { status: 'failed', message: withAdvice(message, 'Queries may still work.') };
    }
    throw error;
  }
}
