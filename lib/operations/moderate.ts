import type OpenAI from 'openai';
import { failureOf, withFailure } from '../errors/failure';
import { number } from '../form/values';
import type { Server } from '../http/connection';
import { inParallel } from '../http/parallel';
import { madeFrom, type Plan } from '../http/plan';
import type { Endpoint } from '../http/send';
import { chosenModel } from '../models/chosen-model';
import { type Part, subjectOf } from '../moderation/subject';
import { verdictsIn } from '../moderation/verdicts';
import type { Answers } from '../types';

type Body = OpenAI.ModerationCreateParams;

const CREATE: Endpoint<Body> = {
  method: 'POST',
  path: '/moderations',
  call: (client, body, options) => client.moderations.create(body, options),
};

/** A hundred verdicts take a quarter of one. */
const MOST_MEGABYTES = 16;

const REQUESTS_AT_ONCE = 4;

/**
 * Judges whether a text, a picture, or each of up to 10,000 texts may harm: `data` is `{ flagged, categories, scores }`, for a
 * list `{ flagged, results }`, or `{ flagged, rows }` where it holds objects.
 * https://platform.openai.com/docs/api-reference/moderations/create
 */
export async function moderate(answers: Answers<'moderate'>, server: Server): Promise<Plan> {
  const { id } = chosenModel(answers.custom_moderation_model, undefined, 'moderation', server);
  const threshold = number(answers.threshold, 'Threshold', 0, 1);
  const subject = await subjectOf(answers);
  const bodyOf = ({ input }: Part): Body => ({ model: id, input });
  return {
    operation: 'Moderate',
    endpoint: CREATE,
    bodies: madeFrom(subject.parts, bodyOf),
    model: id,
    warnings: subject.warnings,
    mostMegabytes: MOST_MEGABYTES,
    isBulk: subject.isList,
    run: async (api) => {
      const done = await inParallel(subject.parts, REQUESTS_AT_ONCE, async (part) => {
        try {
          const reply = await api.send(CREATE, bodyOf(part));
          return { verdicts: verdictsIn(reply, part.count, threshold), metadata: reply.metadata(subject.warnings) };
        } catch (error) {
          throw subject.isList ? located(error, part) : error;
        }
      });
      const { model = id, ...metadata } = done[0]?.metadata ?? { warnings: subject.warnings };
      return {
        data: await subject.dataOf(done.flatMap(({ verdicts }) => verdicts)),
        metadata: { model, ...(done.length > 1 ? { warnings: metadata.warnings } : metadata) },
      };
    },
  };
}

/** The error with the place of the texts that the request held. */
function located(error: unknown, { where }: Part): Error {
  const failure = failureOf(error);
  return withFailure({ ...failure, message: `${failure.message} The request held ${where}.` });
}
