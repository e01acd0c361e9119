import type OpenAI from 'openai';
import { invalid } from '../errors/failure';
import { chatModel, type ChatModel, type Effort, EFFORTS, takesTemperature } from '../models/table';
import type { Answers } from '../types';
import { choice, number, oneOf } from '../form/values';

type Sampling = Pick<
  OpenAI.Chat.ChatCompletionCreateParamsNonStreaming,
  'temperature' | 'reasoning_effort' | 'verbosity'
>;

/**
 * Temperature, Reasoning effort and Verbosity as the model takes them; what a known model does not take is left out with a
 * warning. Effort comes first, because it decides about temperature.
 */
export function sampling(
  answers: Answers<'chat'>,
  model: string,
  hasTools: boolean
): { parameters: Sampling; warnings: string[] } {
  const known = chatModel(model);
  const temperature = number(answers.temperature, 'Temperature', 0, 2);
  const verbosity = choice(answers.verbosity, 'Verbosity', ['low', 'medium', 'high']);
  const { effort, warnings } = reasoningEffort(
    choice(answers.reasoning_effort, 'Reasoning effort', EFFORTS),
    model,
    hasTools
  );
  const noTemperature = known && temperature !== undefined && !takesTemperature(known, temperature, effort);
  const withVerbosity = verbosity !== undefined && (known?.verbosity ?? true);
  return {
    parameters: {
      ...(temperature !== undefined && !noTemperature && { temperature }),
      ...(effort && { reasoning_effort: effort }),
      ...(withVerbosity && { verbosity }),
    },
    warnings: [
      ...warnings,
      ...(noTemperature ? [`Temperature was left out, because ${model} ${reasonFor(known)}.`] : []),
      ...(verbosity !== undefined && !withVerbosity
        ? [`Verbosity was left out, because ${model} does not take it.`]
        : []),
    ],
  };
}

function reasonFor({ temperature }: ChatModel): string {
  if (temperature === 'never') return 'does not take it';
  return temperature === 'only 1' ? 'takes only 1' : 'takes it only with Reasoning effort None';
}

type Reasoning = { effort?: Effort; warnings: string[] };

function reasoningEffort(chosen: Effort | undefined, model: string, hasTools: boolean): Reasoning {
  const known = chatModel(model);
  if (known && hasTools && known.toolsNeedNoEffort) return effortWithTools(chosen, model, known);
  if (!chosen) return { warnings: [] };
  if (known?.efforts.length === 0) {
    return { warnings: [`Reasoning effort was left out, because ${model} does not take it.`] };
  }
  if (known && !known.efforts.includes(chosen)) {
    throw invalid(`Reasoning effort must be ${oneOf(known.efforts)} for ${model}, not ${chosen}.`);
  }
  return { effort: chosen, warnings: [] };
}

/** Newer models take function tools on this API only without reasoning: https://platform.openai.com/docs/guides/reasoning */
function effortWithTools(chosen: Effort | undefined, model: string, known: ChatModel): Reasoning {
  if (!known.efforts.includes('none')) {
    throw invalid(`Tools cannot be used with ${model}, which has no Reasoning effort none. Choose another model.`);
  }
  if (chosen !== undefined && chosen !== 'none') {
    throw invalid(`Tools need Reasoning effort none with ${model}, not ${chosen}. Choose none or clear Tools.`);
  }
  if (chosen) return { effort: chosen, warnings: [] };
  if (known.defaultEffort === 'none') return { warnings: [] };
  return {
    effort: 'none',
    warnings: [`Reasoning effort none was sent, because ${model} takes Tools only without reasoning.`],
  };
}
