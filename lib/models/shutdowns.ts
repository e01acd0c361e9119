import { familyOf } from './table';

/** `date` is YYYY-MM-DD. */
type Shutdown = { readonly date: string; readonly replacement: string };

const on = (date: string, replacement: string, ...ids: string[]) =>
  ids.map((id): [string, Shutdown] => [id, { date, replacement }]);

/**
 * Shutdown dates OpenAI has announced, with the model it names instead; an id here covers its snapshots.
 * https://platform.openai.com/docs/deprecations (checked 2026-11-26)
 */
const SHUTDOWNS = new Map<string, Shutdown>([
  ...on('2025-10-27', 'omni-moderation-latest', 'text-moderation-latest', 'text-moderation-stable'),
  ...on('2026-05-12', 'gpt-image-2.6-sunburst', 'dall-e-2', 'dall-e-3'),
  ...on('2026-10-23', 'gpt-image-2.6-sunburst', 'gpt-image-1'),
  ...on('2026-10-23', 'gpt-6.1-sol', 'gpt-4', 'gpt-4-turbo', 'gpt-4o-2024-05-13', 'o1', 'o3-mini', 'o4-mini'),
  ...on('2026-10-23', 'gpt-6.1-terra', 'gpt-3.5-turbo'),
  ...on('2026-10-23', 'gpt-6-luna', 'gpt-4.1-nano'),
  ...on('2026-12-01', 'gpt-image-2.6-sunburst', 'gpt-image-1.5', 'chatgpt-image-latest'),
  ...on('2026-12-01', 'gpt-image-2.6-flare', 'gpt-image-1-mini'),
  ...on('2026-12-11', 'gpt-6.1-sol', 'gpt-5', 'o3'),
  ...on('2026-12-11', 'gpt-6.1-terra', 'gpt-5-mini'),
  ...on('2026-12-11', 'gpt-6-luna', 'gpt-5-nano'),
  ...on('2027-01-14', 'gpt-6-luna', 'gpt-4.1', 'gpt-4.1-mini', 'gpt-4o', 'gpt-4o-mini'),
  ...on('2027-02-26', 'gpt-transcribe', 'gpt-4o-transcribe', 'gpt-4o-mini-transcribe', 'gpt-4o-transcribe-diarize'),
  ...on('2027-02-26', 'gpt-transcribe', 'whisper-1'),
  ...on('2027-04-01', 'gpt-6.1-sol', 'gpt-5.1'),
  ...on('2027-04-01', 'gpt-6-luna', 'gpt-5.4-nano'),
]);

/** When OpenAI shuts a model down and which model to use instead; undefined when nothing is announced. */
export const shutdownOf = (id: string): Shutdown | undefined => SHUTDOWNS.get(familyOf(id) ?? id);

/** That OpenAI has shut the model down, and what to use instead; undefined while it lives. */
export function shutdownNews(id: string): string | undefined {
  const shutdown = shutdownOf(id);
  const today = new Date().toISOString().slice(0, 10);
  if (!shutdown || shutdown.date > today) return undefined;
  return `OpenAI shut down ${id} on ${shutdown.date}; choose ${shutdown.replacement} or another current model.`;
}
