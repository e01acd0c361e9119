import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { choice, number, oneOf } from '../form/values';
import type { ChosenModel } from '../models/chosen-model';
import { suggestedChatModels } from '../models/suggested';
import { type ChatTraits, type EffortOfResponses, takesTemperature } from '../models/traits';
import type { Answers } from '../types';

type Sampling<E extends EffortOfResponses> = Pick<
  OpenAI.Chat.ChatCompletionCreateParamsNonStreaming,
  'temperature' | 'verbosity'
> & { reasoning_effort?: E };

/**
 * Temperature, Reasoning effort and Verbosity as the model takes them; what a known model does not take is left out with a
 * warning. Effort comes first, because it decides about temperature.
 */
export function sampling<E extends EffortOfResponses>(
  answers: Pick<Answers<'chat'>, 'temperature' | 'verbosity' | 'reasoning_effort'>,
  model: ChosenModel<'chat'>,
  { efforts, hasTools }: { efforts: readonly E[]; hasTools: boolean }
): { parameters: Sampling<E>; warnings: string[] } {
  const { id, traits } = model;
  const temperature = number(answers.temperature, 'Temperature', 0, 2);
  const verbosity = choice(answers.verbosity, 'Verbosity', ['low', 'medium', 'high']);
  const chosen = choice(answers.reasoning_effort, 'Reasoning effort', efforts);
  const { effort, warnings } = reasoningEffort(chosen, model, hasTools);
  const noTemperature = traits && temperature !== undefined && !takesTemperature(traits, temperature, effort);
  const withVerbosity = verbosity !== undefined && (traits?.verbosity ?? true);
  return {
    parameters: {
      ...(temperature !== undefined && !noTemperature && { temperature }),
      ...(effort && { reasoning_effort: effort }),
      ...(withVerbosity && { verbosity }),
    },
    warnings: [
      ...warnings,
      ...(noTemperature ? [`Temperature was left out, because ${id} ${reasonFor(traits)}.`] : []),
      ...(verbosity !== undefined && !withVerbosity ? [`Verbosity was left out, because ${id} does not take it.`] : []),
    ],
  };
}

function reasonFor({ temperature }: ChatTraits): string {
  if (temperature === 'never') return 'does not take it';
  return temperature === 'only 1' ? 'takes only 1' : 'takes it only with Reasoning effort None';
}

type Reasoning<E> = { effort?: E; warnings: string[] };

function reasoningEffort<E extends EffortOfResponses>(
  chosen: E | undefined,
  { id, traits, rules }: ChosenModel<'chat'>,
  hasTools: boolean
): Reasoning<E> {
  if (hasTools && rules?.toolsNeedNoEffort) return effortWithTools(chosen, id, rules);
  if (!chosen) return { warnings: [] };
  if (traits?.efforts.length === 0) {
    return { warnings: [`Reasoning effort was left out, because ${id} does not take it.`] };
  }
  if (rules && chosen !== 'max' && !rules.efforts.includes(chosen)) {
    throw invalid(`Reasoning effort must be ${oneOf(rules.efforts)} for ${id}, not ${chosen}.`);
  }
  return { effort: chosen, warnings: [] };
}

/** Newer models take function tools on this API only without reasoning: https://platform.openai.com/docs/guides/reasoning */
function effortWithTools<E extends EffortOfResponses>(
  chosen: E | undefined,
  id: string,
  traits: ChatTraits
): Reasoning<E> {
  if (!traits.efforts.includes('none')) {
    const others = suggestedChatModels(({ efforts }) => efforts.includes('none'));
    throw invalid(
      `Tools cannot be used with ${id}, which has no Reasoning effort none. Choose another model, ${others}.`
    );
  }
  if (chosen !== undefined && chosen !== 'none') {
    throw invalid(`Tools need Reasoning effort none with ${id}, not ${chosen}. Choose none or clear Tools.`);
  }
  if (chosen) return { effort: chosen, warnings: [] };
  if (traits.defaultEffort === 'none') return { warnings: [] };
  return {
    effort: 'none' as E,
    warnings: [`Reasoning effort none was sent, because ${id} takes Tools only without reasoning.`],
  };
}
