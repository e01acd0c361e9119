import { carriedFailure, type Failure, type Kind, withFailure } from '../errors/failure';
import { totalUsage, usageOf } from '../http/metadata';
import { inParallel } from '../http/parallel';
import type { Api } from '../http/plan';
import type { Result, Usage } from '../types';
import { type ChatForm, requestsOf } from './request';
import type { Row, Texts } from './rows';
import { chatSender } from './sending';
import { rowOf, turnOf } from './turn';

/** After a failure of these kinds every other row would fail the same way. */
const HOPELESS: readonly Kind[] = ['authentication', 'permission', 'quota', 'model_not_found'];

/** The most that the outcomes of all rows may hold, in characters of JSON. */
const MOST_KEPT = 200_000_000;

const TOO_MUCH: Failure = {
  message:
    'Rows: the replies to the rows before this one fill the 200 MB that one query may give. Send fewer rows at once or set Max Tokens.',
  kind: 'output_limit',
  retryable: false,
};

/** A row with a value that no JSON can hold, such as a list that holds itself. */
const UNREADABLE: Failure = {
  message: 'Rows: this element cannot be sent as text. Bind texts, numbers, or objects of these.',
  kind: 'invalid_input',
  retryable: false,
};

/** What is kept of a row that is done: not its whole reply. */
type Done = { readonly data: object; readonly model: string | undefined; readonly warnings: readonly string[] };

/**
 * One chat for each row, some at once, its texts made when its turn comes: the outcomes in the rows' order,
 * `{ ok: true, content, … }` or `{ ok: false, error }`. Throws the first failure when no row succeeds.
 */
export async function manyChats(
  api: Api,
  form: ChatForm,
  rows: readonly Row[],
  textsOf: (row: Row) => Texts,
  concurrency: number
): Promise<Result> {
  const send = chatSender(api, form);
  const requestOf = requestsOf(form);
  const usages: (Usage | undefined)[] = [];
  let hopeless: Failure | undefined;
  let kept = 0;
  const keep = (data: object, outcome: Done | Failure): Done | Failure => {
    kept += JSON.stringify(data).length;
    if (kept <= MOST_KEPT) return outcome;
    hopeless ??= TOO_MUCH;
    return TOO_MUCH;
  };
  const outcomes = await inParallel(rows, concurrency, async (row): Promise<Done | Failure> => {
    if (hopeless) return hopeless;
    try {
      const accepted = await send(requestOf(textsOf(row)));
      // A reply is paid for, whether it is of use or not.
      usages.push(usageOf(accepted.reply.body['usage']));
      const turn = turnOf(accepted);
      const data = rowOf(turn);
      const { request, reply, answer } = turn;
      return keep(data, { data, model: reply.metadata([]).model, warnings: [...request.warnings, ...answer.warnings] });
    } catch (error) {
      const failure = carriedFailure(error) ?? UNREADABLE;
      if (isHopeless(failure, api)) hopeless ??= failure;
      return keep(failure, failure);
    }
  });
  const failures = outcomes.filter(isFailure);
  const done = outcomes.filter(isDone);
  const [first] = failures;
  if (first && done.length === 0) throw withFailure(first);
  const usage = totalUsage(usages);
  return {
    data: outcomes.map((outcome) => (isFailure(outcome) ? { ok: false, error: outcome } : outcome.data)),
    metadata: {
      model: done[0]?.model ?? form.model.id,
      ...(usage && { usage }),
      warnings: [...new Set(done.length > 0 ? done.flatMap(({ warnings }) => warnings) : form.warnings)],
      rows: { ok: done.length, failed: failures.length },
    },
  };
}

/** Neither does a server that nothing ever came back from get better by asking. */
const isHopeless = ({ kind }: Failure, { isReached }: Api) =>
  HOPELESS.includes(kind) || (kind === 'connection' && !isReached());

const isFailure = (outcome: Done | Failure): outcome is Failure => 'kind' in outcome;
const isDone = (outcome: Done | Failure): outcome is Done => !isFailure(outcome);
