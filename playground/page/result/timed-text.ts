/* Subtitles as SRT or VTT, and the segments of a transcript: what is said from when to when. */
import type { Json } from '../../api';
import { objectsIn } from './shapes';

export type Cue = { readonly start?: number; readonly end?: number; readonly speaker?: string; readonly text: string };

const TIMES = /^\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s+-->\s+((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})/m;

/** The kind of the file; undefined for any other text. */
export function kindOf(text: string): 'srt' | 'vtt' | undefined {
  if (/^\uFEFF?WEBVTT/.test(text)) return 'vtt';
  return /^\uFEFF?\s*\d+\s*\r?\n/.test(text) && TIMES.test(text) ? 'srt' : undefined;
}

/** The cues of a file; whatever has no times is left out. */
export const cuesIn = (subtitles: string): readonly Cue[] =>
  subtitles.split(/(?:\r?\n){2,}/).flatMap((block) => {
    const times = TIMES.exec(block);
    if (!times) return [];
    const said = block
      .slice(times.index + times[0].length)
      .split(/\r?\n/)
      .slice(1);
    return [{ start: secondsOf(times[1] as string), end: secondsOf(times[2] as string), text: said.join('\n').trim() }];
  });

const secondsOf = (time: string): number =>
  time
    .replace(',', '.')
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);

/** The segments of a transcript as cues. */
export const cuesOf = (segments: Json): readonly Cue[] =>
  objectsIn(segments).map(({ start, end, speaker, text }) => ({
    ...(typeof start === 'number' && { start }),
    ...(typeof end === 'number' && { end }),
    ...(typeof speaker === 'string' && { speaker }),
    text: typeof text === 'string' ? text : '',
  }));
