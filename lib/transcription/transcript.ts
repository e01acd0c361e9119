import type { Reply } from '../http/send';
import { isObject, type JsonObject, listOf, membersOf } from '../json';
import type { TranscriptFormat } from '../models/traits';
import type { Result } from '../types';

/** What was said from one moment to another, in seconds. */
type Segment = { start?: number; end?: number; text: string; speaker?: string };

type Transcript = {
  text: string;
  language?: string;
  /** All of them, where several are spoken. */
  languages?: readonly string[];
  duration?: number;
  segments?: readonly Segment[];
  subtitles?: string;
};

/** The result of a reply in that format; throws when it holds no transcript. */
export function transcriptIn(reply: Reply, format: TranscriptFormat, warnings: readonly string[]): Result {
  const { text } = reply.body;
  if (typeof text !== 'string') throw reply.unusable('The reply holds no text.');
  if (format === 'srt' || format === 'vtt') {
    return { data: subtitled(text, format, reply), metadata: reply.metadata(warnings) };
  }
  const { language, languages, duration, segments } = reply.body;
  const codes = listOf(languages).flatMap((one) => texts(membersOf(one)['code']));
  const [main] = [...texts(language), ...codes];
  const hasSegments = format !== 'json';
  const data: Transcript = {
    text: text.trim(),
    ...(main !== undefined && { language: main }),
    ...(codes.length > 1 && { languages: codes }),
    ...(typeof duration === 'number' && { duration }),
    ...(hasSegments && { segments: listOf(segments).filter(isObject).map(segmentOf) }),
    ...listsIn(reply.body),
  };
  const missing = hasSegments && !Array.isArray(segments) ? ['The server sent no segments.'] : [];
  return { data, metadata: reply.metadata([...warnings, ...missing]) };
}

const texts = (value: unknown): string[] => (typeof value === 'string' && value ? [value] : []);

function segmentOf({ start, end, text, speaker }: JsonObject): Segment {
  const [[said = ''], [name]] = [texts(text), texts(speaker)];
  return {
    ...(typeof start === 'number' && { start }),
    ...(typeof end === 'number' && { end }),
    text: said.trim(),
    ...(name !== undefined && { speaker: name }),
  };
}

/** What comes only when Additional parameters ask for it. */
const listsIn = (body: JsonObject): JsonObject =>
  Object.fromEntries(
    ['words', 'logprobs'].filter((name) => Array.isArray(body[name])).map((name) => [name, body[name]])
  );

/** Without speech an SRT is empty. */
const LOOKS = { srt: /^\s*$|-->/, vtt: /^\s*WEBVTT/ };

/** The subtitles as they came, and what is said in them as one text. */
function subtitled(subtitles: string, format: 'srt' | 'vtt', reply: Reply): Transcript {
  if (!LOOKS[format].test(subtitles)) throw reply.unusable('The reply holds no subtitles.');
  const lines = subtitles.split(/(?:\r?\n){2,}/).flatMap(linesOf);
  const said = lines.map((line) => line.trim()).filter(Boolean);
  return { text: said.join(' '), subtitles };
}

/** What stands below the line of a cue's times; looked for by position, because an expression would take the square of the time. */
function linesOf(cue: string): string[] {
  const times = cue.indexOf('-->');
  const end = times < 0 ? -1 : cue.indexOf('\n', times);
  return end < 0 ? [] : cue.slice(end + 1).split('\n');
}
