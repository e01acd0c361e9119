import { invalid } from '../errors/failure';
import { additionalParameters } from '../form/additional';
import { files, type FileType, givenFile } from '../form/files';
import { choice, oneOf, several, text } from '../form/values';
import type { Adaptable } from '../http/adapting';
import type { Server } from '../http/connection';
import { namedFile } from '../http/multipart';
import type { JsonObject } from '../json';
import { type ChosenModel, chosenModel } from '../models/chosen-model';
import { livingTranscriptionModels } from '../models/suggested';
import type { TranscriptFormat } from '../models/traits';
import type { Answers } from '../types';

/** A request for a transcript: a multipart body, and what to say about it. */
export type TranscriptionRequest = Adaptable & {
  readonly body: JsonObject;
  readonly model: string;
  readonly format: TranscriptFormat;
  /** What Additional parameters hold of the body. */
  readonly additional: JsonObject;
};

type Model = ChosenModel<'transcription'>;

const FIELDS_FOR = {
  file: 'use Audio',
  model: 'use Model or Model ID',
  response_format: 'use Format',
  language: 'use Language',
  languages: 'use Language',
  prompt: 'use Prompt',
  keywords: 'use Keywords',
  stream: 'transcripts are not streamed to an app',
};

/** Reads the whole form; throws at the first mistake, naming the field. */
export function transcriptionRequest(answers: Answers<'transcribe_audio'>, server: Server): TranscriptionRequest {
  const chosen = [answers.custom_transcription_model, answers.transcription_model] as const;
  const model = chosenModel(...chosen, 'transcription', server);
  const { id, traits } = model;
  const file = audio(answers.audio);
  const format = formatOf(answers.transcript_format, model);
  const isDiarized = [format, ...(traits?.formats ?? [])].includes('diarized_json');
  const keywords = texts(answers.keywords, 'Keywords');
  const settings = [
    ['prompt', 'Prompt', text(answers.transcription_prompt, 'Prompt')],
    ['keywords', 'Keywords', keywords.length > 0 ? keywords : undefined],
  ] as const;
  const set = settings.filter(([, , value]) => value !== undefined);
  const additional = withoutNull(additionalParameters(answers.additional_transcription_parameters, FIELDS_FOR));
  const parameters: JsonObject = {
    model: id,
    response_format: format,
    ...languageOf(answers.language, model),
    ...Object.fromEntries(set.filter(([name]) => traits?.[name] !== false).map(([name, , value]) => [name, value])),
    // Without it OpenAI tells no speakers apart in more than 30 s.
    ...(isDiarized && { chunking_strategy: 'auto' }),
    ...additional,
  };
  if (server.isOpenAI) checkSize(file.size, parameters);
  return {
    body: { ...parameters, file },
    model: id,
    format,
    additional,
    warnings: set
      .filter(([name]) => traits?.[name] === false)
      .map(([, label]) => `${label} was left out, because ${id} does not take it.`),
  };
}

const SOUNDS: readonly FileType[] = ['audio/mpeg', 'audio/wav', 'audio/flac', 'audio/ogg', 'audio/webm', 'audio/mp4'];

/** The file to send, under a name by which the API knows its type. */
function audio(answer: unknown): Blob {
  const [value, another] = files(answer, 'Audio');
  if (value === undefined) throw invalid('Audio is empty. Bind a file of a file picker, a data URI or base64.');
  if (another !== undefined) throw invalid('Audio takes one file. Run a query for each of several.');
  if (typeof value === 'string' && /^\s*https?:/i.test(value)) {
    throw invalid('Audio is a link. Bind the file itself instead, for example from a file picker.');
  }
  const { base64, type } = givenFile(value, 'Audio', SOUNDS, 'an MP3, WAV, FLAC, OGG, WebM, MP4 or M4A');
  return namedFile(base64, type, 'audio', type === 'audio/mpeg' ? 'mp3' : undefined);
}

/** What may be asked for. */
const WANTED = ['text', 'segments', 'speakers', 'srt', 'vtt'] as const;

/** How it is called in the form, and in which formats it comes. */
const FORMATS: Record<
  (typeof WANTED)[number],
  { name: string; sent: readonly [TranscriptFormat, ...TranscriptFormat[]] }
> = {
  text: { name: 'Text', sent: ['json'] },
  segments: { name: 'Segments with times', sent: ['verbose_json', 'diarized_json'] },
  speakers: { name: 'Segments with speakers', sent: ['diarized_json'] },
  srt: { name: 'SRT subtitles', sent: ['srt'] },
  vtt: { name: 'VTT subtitles', sent: ['vtt'] },
};

/** The first format of what is asked for that the model has; at OpenAI's own server one that it lacks is an error. */
function formatOf(answer: unknown, { id, traits, rules }: Model): TranscriptFormat {
  const { name, sent } = FORMATS[choice(answer, 'Format', WANTED) ?? 'text'];
  const firstIn = (formats: readonly TranscriptFormat[]) => sent.find((format) => formats.includes(format));
  const format = firstIn(traits?.formats ?? []);
  if (format) return format;
  if (rules) {
    const others = livingTranscriptionModels(({ formats }) => firstIn(formats) !== undefined);
    const advice =
      others.length > 0 ? `Choose ${oneOf(others)} in Model` : 'OpenAI has no model left that gives it. Choose Text';
    throw invalid(`Format ${name} cannot be had from ${id}. ${advice}.`);
  }
  return sent[0];
}

/** The languages under the name that the model reads: it ignores the other one without a word. */
function languageOf(answer: unknown, { id, traits }: Model): JsonObject {
  const codes = texts(answer, 'Language');
  if (codes.length === 0) return {};
  if (traits?.languages) return { languages: codes };
  if (codes.length > 1) throw invalid(`Language takes one with ${id}, not ${codes.length}. Enter the main one.`);
  return { language: codes[0] };
}

/** Texts given as one, separated by commas, or as an array. */
const texts = (answer: unknown, label: string): string[] =>
  several(answer, label).flatMap((value) => text(value, label)?.trim() ?? []);

/** In a multipart body nothing stands for null, which means "not set". */
const withoutNull = (parameters: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== null));

/** The largest request that OpenAI takes, and what the head of each part of it may take. */
const MOST_BYTES = 26_214_400;
const HEAD = 200;

function checkSize(fileBytes: number, parameters: JsonObject): void {
  const parts = Object.entries(parameters).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  const bytes = fileBytes + Buffer.byteLength(JSON.stringify(parts)) + (parts.length + 1) * HEAD;
  if (bytes <= MOST_BYTES) return;
  const size = (bytes / 1024 ** 2).toFixed(1);
  throw invalid(
    `Audio makes a request of ${size} MB, and OpenAI takes up to 25 MB. Compress it, for example to MP3 with 32 kbit/s, or split it.`
  );
}
