import { carriedFailure, withFailure } from '../errors/failure';
import { CHECK_BASE_URL } from '../errors/refused';
import type { Connection } from './connection';
import { LIST_MODELS, MOST_MEGABYTES } from './list-models';
import type { Plan } from './plan';
import { sender } from './send';

/**
 * The error of a query whose path the server does not have, with what that means: where the same server lists its models, Base
 * URL is right and the server does not offer the operation. All other errors as they are.
 */
export async function withMissingPath(error: unknown, plan: Plan, connection: Connection): Promise<unknown> {
  const failure = carriedFailure(error);
  if (!failure) return error;
  const { status = 0, kind, message } = failure;
  if (plan.notOffered && [404, 405, 501].includes(status) && kind === 'invalid_request') {
    return withFailure({ ...failure, message: `${message.replace(CHECK_BASE_URL, '').trim()} ${plan.notOffered}` });
  }
  if (![404, 405].includes(status) || !message.includes(CHECK_BASE_URL)) return error;
  if (plan.notFound) return withFailure({ ...failure, message: message.replace(CHECK_BASE_URL, plan.notFound) });
  const isThere = await sender(connection, { model: undefined, mostMegabytes: MOST_MEGABYTES })(
    LIST_MODELS,
    undefined
  ).then(
    ({ body }) => Array.isArray(body['data']),
    () => false
  );
  const advice = `This server does not offer ${plan.operation}: it has no ${plan.endpoint.path}. Choose a data source with a server that has it.`;
  return isThere ? withFailure({ ...failure, message: message.replace(CHECK_BASE_URL, advice) }) : error;
}
