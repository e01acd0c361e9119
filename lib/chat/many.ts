import { type Failure, type Kind, withFailure } from '../errors/failure';
import { totalUsage, usageOf } from '../http/metadata';
import { inParallel } from '../http/parallel';
import type { Api } from '../http/plan';
import type { Result, Usage } from '../types';
import { type ChatForm, requestOf } from './request';
import type { Texts } from './rows';
import { contentOf, oneTurn, type Turn } from './turn';

/** After a failure of these kinds every other row would fail the same way. */
const HOPELESS: readonly Kind[] = ['authentication', 'permission', 'quota', 'model_not_found'];

/**
 * One chat for each row, some at once: the outcomes in the rows' order, `{ ok: true, content, … }` or
 * `{ ok: false, error }`. Throws the first failure when no row succeeds.
 */
export async function manyChats(
  api: Api,
  form: ChatForm,
  rows: readonly Texts[],
  concurrency: number
): Promise<Result> {
  const usages: (Usage | undefined)[] = [];
  let hopeless: Failure | undefined;
  const outcomes = await inParallel(rows, concurrency, async (row): Promise<Turn | Failure> => {
    if (hopeless) return hopeless;
    try {
      return await oneTurn(api, requestOf(form, row), ({ body }) => usages.push(usageOf(body['usage'])));
    } catch (error) {
      const failure = api.maskedFailure(error);
      if (HOPELESS.includes(failure.kind)) hopeless ??= failure;
      return failure;
    }
  });
  const failures = outcomes.filter(isFailure);
  const turns = outcomes.filter(isTurn);
  const [first] = failures;
  if (first && turns.length === 0) throw withFailure(first);
  const warnings = turns.flatMap(({ request, answer }) => [...request.warnings, ...answer.warnings]);
  const usage = totalUsage(usages);
  return {
    data: outcomes.map((outcome) => (isFailure(outcome) ? { ok: false, error: outcome } : rowData(outcome))),
    metadata: {
      model: turns[0]?.reply.metadata([]).model ?? form.model.id,
      ...(usage && { usage }),
      warnings: [...new Set(turns.length > 0 ? warnings : form.warnings)],
      rows: { ok: turns.length, failed: failures.length },
    },
  };
}

const isFailure = (outcome: Turn | Failure): outcome is Failure => 'kind' in outcome;
const isTurn = (outcome: Turn | Failure): outcome is Turn => !isFailure(outcome);

const rowData = (turn: Turn) => ({
  ok: true,
  content: contentOf(turn),
  ...('json' in turn.answer && { json: turn.answer.json }),
  ...(turn.answer.calls.length > 0 && { tool_calls: turn.answer.calls }),
  ...(turn.answer.finishReason && { finish_reason: turn.answer.finishReason }),
});
