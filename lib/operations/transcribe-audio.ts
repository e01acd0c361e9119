import type OpenAI from 'openai';
import { adaptingSender, without, withoutAdditional } from '../http/adapting';
import type { Server } from '../http/connection';
import type { Plan } from '../http/plan';
import type { Endpoint } from '../http/send';
import type { JsonObject } from '../json';
import { type TranscriptionRequest, transcriptionRequest } from '../transcription/request';
import { transcriptIn } from '../transcription/transcript';
import type { Answers } from '../types';

type Body = OpenAI.Audio.TranscriptionCreateParamsNonStreaming;

/** Lists travel as the SDK writes them: `keywords[]`. */
const CREATE: Endpoint<JsonObject> = {
  method: 'POST',
  path: '/audio/transcriptions',
  call: (client, body, options) => client.audio.transcriptions.create(body as unknown as Body, options),
};

/** The times of hours of speech take a few. */
const MOST_MEGABYTES = 16;

/**
 * Writes down what is said in a recording: `data` is `{ text, language?, duration?, segments?, subtitles? }`, what the model and
 * Format give of it. https://platform.openai.com/docs/api-reference/audio/createTranscription
 */
export function transcribeAudio(answers: Answers<'transcribe_audio'>, server: Server): Plan {
  const request = transcriptionRequest(answers, server);
  const { body, model, format, additional, warnings } = request;
  const mayBeText = format === 'srt' || format === 'vtt' ? 'any' : 'plain';
  const endpoint = { ...CREATE, mayBeText } as const;
  const adaptations = [
    without<TranscriptionRequest>('prompt', 'Prompt', model),
    without<TranscriptionRequest>('keywords', 'Keywords', model),
    ...withoutAdditional<TranscriptionRequest>(additional, model),
  ];
  return {
    operation: 'Transcribe audio',
    endpoint,
    bodies: [body],
    model,
    warnings,
    mostMegabytes: MOST_MEGABYTES,
    run: async (api) => {
      const send = adaptingSender<TranscriptionRequest>((adapted) => api.send(endpoint, adapted.body), adaptations);
      const accepted = await send(request);
      return transcriptIn(accepted.reply, format, accepted.request.warnings);
    },
  };
}
