import { traitsFor } from './models.mjs';
import { json, listed, refusal } from './replies.mjs';

/** What is said in any recording, each with who says it and from when to when, in seconds. */
const SAID = [
  ['A', 0, 1.4, '(made up) Good morning.'],
  ['B', 1.4, 2.9, 'How can I help you?'],
  ['A', 2.9, 4.2, 'My lamp has not arrived.'],
];
const SEGMENTS = SAID.map(([speaker, start, end, text], id) => ({ id, speaker, start, end, text }));

/** A made-up transcript in the format that is asked for, whatever the audio holds. */
export const transcriptsRoom = {
  'POST /audio/transcriptions': ({ body: { model, file, response_format: format = 'json' } }) => {
    const { formats } = traitsFor('transcription', model);
    if (!file?.size) throw refusal(400, 'Audio file might be corrupted or unsupported', { param: 'file' });
    if (!formats.includes(format))
      throw refusal(
        400,
        `response_format '${format}' is not compatible with model '${model}'. Use ${listed(formats)}.`,
        {
          param: 'response_format',
          code: 'unsupported_value',
        }
      );
    const text = SEGMENTS.map((segment) => segment.text).join(' ');
    if (format === 'text') return { type: 'text/plain', body: `${text}\n` };
    if (format === 'srt') return { type: 'text/plain', body: subtitles(',') };
    if (format === 'vtt') return { type: 'text/plain', body: `WEBVTT\n\n${subtitles('.')}` };
    const usage = { type: 'tokens', input_tokens: 25, output_tokens: 10, total_tokens: 35 };
    if (format === 'json') return json({ text, usage });
    const segments = format === 'diarized_json' ? SEGMENTS : SEGMENTS.map(({ speaker: _, ...rest }) => rest);
    return json({ text, language: 'english', duration: 4.2, segments, usage });
  },
};

const subtitles = (point) =>
  SEGMENTS.map(
    ({ start, end, text }, index) => `${index + 1}\n${time(start, point)} --> ${time(end, point)}\n${text}\n`
  ).join('\n');

const time = (at, point) => `00:00:${at.toFixed(3).padStart(6, '0').replace('.', point)}`;
