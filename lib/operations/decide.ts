import type OpenAI from 'openai';
import { decisionIn } from '../decisions/answers';
import { imagesOf, inputOf } from '../decisions/input';
import { questionsOf } from '../decisions/questions';
import { rowsOf, rowSubjects } from '../decisions/rows';
import { additionalParameters } from '../form/additional';
import { wholeNumber } from '../form/values';
import { type Adaptable, adaptingSender, withoutAdditional } from '../http/adapting';
import type { Server } from '../http/connection';
import { usageOf } from '../http/metadata';
import { outcomesOf, rowsAtOnce } from '../http/outcomes';
import { madeFrom, type Plan } from '../http/plan';
import type { Endpoint } from '../http/send';
import { chosenModel, DECISION_MODEL } from '../models/chosen-model';
import type { Answers, Usage } from '../types';

type Body = OpenAI.DecisionCreateParams;
type DecideRequest = Adaptable & { readonly body: Body };

const CREATE: Endpoint<Body> = {
  method: 'POST',
  path: '/decisions',
  call: (client, body, options) => client.decisions.create(body, options),
};

/** 400 questions with 255 choices each are below. */
const MOST_MEGABYTES = 16;

const FIELDS_FOR = { model: 'use Model ID', input: 'use Input and Images', questions: 'use Questions' };

/**
 * Classifies, routes or scores: `data` is `{ answers, details }`, both under the names of the questions, or a list of outcomes
 * with Rows. https://platform.openai.com/docs/api-reference/decisions/create
 */
export async function decide(answers: Answers<'decide'>, server: Server): Promise<Plan> {
  const { id } = chosenModel(answers.custom_decision_model, undefined, 'chat', server, DECISION_MODEL);
  const { sent: questions, names, warnings: orders } = questionsOf(answers.questions);
  const images = imagesOf(answers.decide_images);
  const additional = additionalParameters(answers.additional_decision_parameters, FIELDS_FOR);
  const asked = wholeNumber(answers.decide_concurrency, 'Rows at once', 1, 20) ?? 5;
  const each = rowsOf(answers.decide_rows);
  const sharedBytes = Buffer.byteLength(JSON.stringify({ questions, images, additional }));
  const { subjectOf, warnings: unknown } = each
    ? await rowSubjects(each, answers.decide_input, sharedBytes)
    : { subjectOf: (input: unknown) => input, warnings: [] };
  const atOnce = rowsAtOnce(asked, each?.length ?? 1, { bytes: sharedBytes, fields: 'Images and Questions' });
  const warnings = [...orders, ...unknown, ...atOnce.warnings];
  const bodyOf = (row: unknown, index: number): Body => ({
    model: id,
    input: inputOf(subjectOf(row), images, each && index),
    questions,
    ...additional,
  });
  return {
    operation: 'Decide',
    endpoint: CREATE,
    bodies: madeFrom(each ?? [answers.decide_input], bodyOf),
    model: id,
    warnings,
    mostMegabytes: MOST_MEGABYTES,
    isBulk: each !== undefined,
    notOffered:
      "This server does not offer OpenAI's Decisions API. The operation Chat with a JSON schema can decide there.",
    run: async (api) => {
      const typed = withoutAdditional<DecideRequest>(additional, id);
      const send = adaptingSender<DecideRequest>(({ body }) => api.send(CREATE, body), typed, typed);
      const decided = async (row: unknown, index: number, paid?: (usage: Usage | undefined) => void) => {
        const { request, reply } = await send({ body: bodyOf(row, index), warnings });
        paid?.(usageOf(reply.body['usage']));
        return { data: decisionIn(reply, names), metadata: reply.metadata(request.warnings) };
      };
      if (!each) return decided(answers.decide_input, 0);
      return outcomesOf(api, each, { ...atOnce, model: id, warnings }, decided);
    },
  };
}
