import { remembered } from '../chat/history';
import { said, type Said } from '../chat/reply';
import { type Plan, planOf, type Request, requestOf } from '../chat/request';
import { converse } from '../chat/resend';
import { rows, type Texts, textsOf } from '../chat/rows';
import type { Connection } from '../http/connection';
import { dryRun, isDryRun } from '../form/dry-run';
import { failed, type Failure, failureOf, type Kind, masked } from '../errors/failure';
import { inParallel } from '../http/parallel';
import { metadataOf, type Reply, totalUsage, usageOf } from '../http/reply';
import type { Answers, Metadata, Result, Usage } from '../types';
import { choice, wholeNumber } from '../form/values';

/**
 * Answers a prompt within a conversation, or one prompt for each row: `data` is the text of the reply, the parsed value
 * with a JSON Response format, the calls of Tools, or a list of outcomes with Rows.
 * https://platform.openai.com/docs/api-reference/chat/create
 */
export async function chat(connection: Connection, answers: Answers<'chat'>): Promise<Result> {
  const plan = planOf(connection, answers);
  const isFull = choice(answers.output, 'Output', ['reply', 'full']) === 'full';
  const concurrency = wholeNumber(answers.concurrency, 'Rows at once', 1, 20) ?? 5;
  const each = rows(answers.rows);
  const texts = each ? textsOf(each, plan) : [plan];
  if (isDryRun(answers.dry_run)) return preview(connection, plan, texts);
  if (each) return manyChats(connection, plan, texts, concurrency);
  const turn = await oneTurn(connection, requestOf(plan, plan));
  const metadata = metadataOfTurn(connection, turn);
  return { data: isFull ? fullResponse(turn, metadata) : replyOnly(turn), metadata };
}

/** One request answered; the request is the one that was accepted in the end. */
type Turn = { readonly request: Request; readonly reply: Reply; readonly said: Said };

/** Sends a request; `onReply` learns of each reply, of use or not, because each is paid for. */
async function oneTurn(connection: Connection, first: Request, onReply?: (reply: Reply) => void): Promise<Turn> {
  const { request, reply } = await converse(connection, first);
  onReply?.(reply);
  return { request, reply, said: said(connection, request, reply) };
}

/** What apps bind by default. */
function replyOnly(turn: Turn): unknown {
  const { calls, content, json } = turn.said;
  if (calls.length > 0) return { content, tool_calls: calls };
  return turn.request.reading === 'text' ? text(turn) : json;
}

/** The text with the suffix after it; JSON and tool calls have none. */
const text = ({ request, said: { content, calls } }: Turn) =>
  content !== null && calls.length === 0 && request.reading === 'text' ? content + request.suffix : content;

const metadataOfTurn = (connection: Connection, { request, reply, said }: Turn): Metadata => ({
  ...metadataOf(connection, request.body.model, reply, [...request.warnings, ...said.warnings]),
  ...(said.finishReason && { finish_reason: said.finishReason }),
  // An empty reply has no place in the next request.
  history: remembered([...request.conversation, ...(said.content === '' ? [] : [said.message])]),
  ...(said.calls.length > 0 && { tool_calls: said.calls }),
});

function fullResponse(turn: Turn, metadata: Metadata): object {
  const { finish_reason, model, usage, tool_calls, warnings, history } = metadata;
  return {
    content: text(turn),
    ...('json' in turn.said && { json: turn.said.json }),
    ...(finish_reason && { finish_reason }),
    model,
    ...(usage && { usage }),
    ...(tool_calls && { tool_calls }),
    warnings,
    history,
  };
}

/** After a failure of these kinds every other row would fail the same way. */
const HOPELESS: readonly Kind[] = ['authentication', 'permission', 'quota', 'model_not_found'];

/** One chat for each row, some at once: the outcomes in the rows' order. Fails only when no row succeeds. */
async function manyChats(
  connection: Connection,
  plan: Plan,
  texts: readonly Texts[],
  concurrency: number
): Promise<Result> {
  const usages: (Usage | undefined)[] = [];
  let hopeless: Failure | undefined;
  const outcomes = await inParallel(texts, concurrency, async (row): Promise<Turn | Failure> => {
    if (hopeless) return hopeless;
    try {
      return await oneTurn(connection, requestOf(plan, row), ({ body }) => usages.push(usageOf(body['usage'])));
    } catch (error) {
      const failure = masked(failureOf(error), connection.exchange.mask);
      if (HOPELESS.includes(failure.kind)) hopeless ??= failure;
      return failure;
    }
  });
  const failures = outcomes.filter(isFailure);
  const turns = outcomes.filter(isTurn);
  const [first] = failures;
  if (first && turns.length === 0) throw failed(first.kind, first.message, first);
  const warnings = turns.flatMap(({ request, said }) => [...request.warnings, ...said.warnings]);
  const usage = totalUsage(usages);
  return {
    data: outcomes.map((outcome) => (isFailure(outcome) ? { ok: false, error: outcome } : rowData(outcome))),
    metadata: {
      model: turns[0] ? metadataOf(connection, plan.model, turns[0].reply, []).model : plan.model,
      ...(usage && { usage }),
      attempts: connection.exchange.attempts,
      warnings: [...new Set(turns.length > 0 ? warnings : plan.warnings)],
      rows: { ok: turns.length, failed: failures.length },
    },
  };
}

const isFailure = (outcome: Turn | Failure): outcome is Failure => 'kind' in outcome;
const isTurn = (outcome: Turn | Failure): outcome is Turn => !isFailure(outcome);

const rowData = (turn: Turn) => ({
  ok: true,
  content: text(turn),
  ...('json' in turn.said && { json: turn.said.json }),
  ...(turn.said.calls.length > 0 && { tool_calls: turn.said.calls }),
  ...(turn.said.finishReason && { finish_reason: turn.said.finishReason }),
});

/** Dry run: the first request, not sent. */
function preview(connection: Connection, plan: Plan, texts: readonly Texts[]): Result {
  const [first] = texts;
  const request = first && requestOf(plan, first);
  const { model, warnings } = plan;
  return dryRun(connection, '/chat/completions', request?.body, texts.length, { model, warnings });
}
