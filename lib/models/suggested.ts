import { shutdownNews, shutdownOf } from './shutdowns';
import { knownIds, traitsOf } from './table';
import type { ChatTraits, TranscriptionTraits } from './traits';

/** The two newest chat models with no shutdown announced that fit, as the end of a sentence: "such as a or b". */
export function suggestedChatModels(fits: (traits: ChatTraits) => boolean): string {
  const current = knownIds().filter((id) => {
    const traits = traitsOf(id);
    return traits?.purpose === 'chat' && fits(traits) && !shutdownOf(id);
  });
  return `such as ${current.slice(0, 2).join(' or ')}`;
}

/** The transcription models that fit and still live, each with its last day where one is announced: "a (until 2027-02-26)". */
export const livingTranscriptionModels = (fits: (traits: TranscriptionTraits) => boolean): readonly string[] =>
  knownIds().flatMap((id) => {
    const traits = traitsOf(id);
    if (traits?.purpose !== 'transcription' || !fits(traits) || shutdownNews(id)) return [];
    const end = shutdownOf(id)?.date;
    return end === undefined ? id : `${id} (until ${end})`;
  });
