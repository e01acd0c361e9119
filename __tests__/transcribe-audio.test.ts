import { answering, ask, askInVain, askWithEveryField, complaint, errorReply, KEY } from './support/openai';
import { serving } from './support/server';

const PATH = '/v1/audio/transcriptions';
const bytesOf = (start: string, size = 48) =>
  Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(size, 1)]).toString('base64');
const MP3 = bytesOf('ID3\x04');
const OTHER = 'https://speech.example.com';
const other = { apiKey: KEY, base_url: `${OTHER}/v1` };

const transcribe = (more: object = {}) => ({ operation: 'transcribe_audio', audio: MP3, ...more });

/** Answers one query, and gives its result and the parts that were sent but for the file. */
async function parts(more: object, reply: unknown = { text: 'Hi' }, source?: typeof other) {
  const sent = answering(PATH, [{ reply }], source ? OTHER : undefined);
  const result = await ask(transcribe(more), source);
  const fields = sent[0]?.parts.filter(([, { filename }]) => filename === undefined) ?? [];
  return { ...result, fields: fields.map(([name, { value }]) => `${name}=${value}`) };
}

describe('Transcribe audio', () => {
  test('sends every field of the form as multipart and gives the text', async () => {
    const usage = { type: 'tokens', input_tokens: 20, output_tokens: 4, total_tokens: 24 };
    const reply = { text: ' Hi Ada ', languages: [{ code: 'de' }, { code: 'en' }], usage };
    const sent = answering(PATH, [{ reply }]);
    const filled = {
      transcription_model: 'whisper-1',
      audio: [{ name: 'note.wav', dataURL: `data:audio/wav;base64,${MP3}` }],
      language: 'de, en',
      transcription_prompt: 'A call',
      keywords: ['ToolJet', 'Ada', ' '],
      transcript_format: 'text',
      custom_transcription_model: ' gpt-transcribe ',
      output: 'reply',
      additional_transcription_parameters: '{"temperature":0.2,"chunking_strategy":null}',
      dry_run: 'no',
    };
    expect(await askWithEveryField('transcribe_audio', filled)).toEqual({
      status: 'ok',
      data: { text: 'Hi Ada', language: 'de', languages: ['de', 'en'] },
      metadata: {
        model: 'gpt-transcribe',
        usage: { input_tokens: 20, output_tokens: 4, total_tokens: 24 },
        request_id: 'req_1',
        attempts: 1,
        warnings: [],
      },
    });
    expect(sent[0]?.parts).toEqual([
      ['model', { value: 'gpt-transcribe' }],
      ['response_format', { value: 'json' }],
      ['prompt', { value: 'A call' }],
      ['temperature', { value: '0.2' }],
      ['file', { filename: 'audio.mp3', type: 'audio/mpeg', value: MP3 }],
      ['languages[]', { value: 'de' }],
      ['languages[]', { value: 'en' }],
      ['keywords[]', { value: 'ToolJet' }],
      ['keywords[]', { value: 'Ada' }],
    ]);
    expect(sent[0]?.headers).toMatchObject({
      'authorization': `Bearer ${KEY}`,
      'content-type': expect.stringContaining('multipart/form-data; boundary=') as string,
    });
  });

  test('sends no more than the file, the model and the format when nothing else is set', async () => {
    expect(await parts({})).toMatchObject({
      data: { text: 'Hi' },
      fields: ['model=gpt-transcribe', 'response_format=json'],
    });
  });

  test.each([
    ['an MP3 without a tag', '\xff\xfb\x90', 'audio.mp3', 'audio/mpeg'],
    ['a WAV', 'RIFF\x24\x00\x00\x00WAVEfmt ', 'audio.wav', 'audio/wav'],
    ['a FLAC', 'fLaC\x00', 'audio.flac', 'audio/flac'],
    ['an OGG', 'OggS\x00', 'audio.ogg', 'audio/ogg'],
    ['what a browser records', '\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm', 'audio.webm', 'audio/webm'],
    ['an M4A', '\x00\x00\x00\x20ftypM4A ', 'audio.mp4', 'audio/mp4'],
    ['an MP4', '\x00\x00\x00\x20ftypisom', 'audio.mp4', 'audio/mp4'],
  ])('knows %s by its first bytes', async (_name, start, filename, type) => {
    const sent = answering(PATH, [{ reply: { text: 'Hi' } }]);
    const audio = { name: 'a.bin', base64Data: bytesOf(start) };
    await ask(transcribe({ audio }));
    expect(sent[0]?.parts.at(-1)).toEqual(['file', { filename, type, value: audio.base64Data }]);
  });

  test('gives segments with their times from Whisper, and the seconds that are paid for', async () => {
    const reply = {
      task: 'transcribe',
      text: 'Hi. Bye.',
      language: 'english',
      duration: 4.5,
      segments: [
        { id: 0, start: 0, end: 1.5, text: ' Hi.', tokens: [1] },
        { id: 1, start: 1.5, end: 4.5, text: ' Bye.' },
      ],
      usage: { type: 'duration', seconds: 5 },
    };
    const more = { transcription_model: 'whisper-1', transcript_format: 'segments', language: 'en' };
    const result = await parts(more, reply);
    expect(result.fields).toEqual(['model=whisper-1', 'response_format=verbose_json', 'language=en']);
    expect(result.data).toEqual({
      text: 'Hi. Bye.',
      language: 'english',
      duration: 4.5,
      segments: [
        { start: 0, end: 1.5, text: 'Hi.' },
        { start: 1.5, end: 4.5, text: 'Bye.' },
      ],
    });
    expect(result).toMatchObject({ metadata: { model: 'whisper-1', usage: { seconds: 5 } } });
  });

  test.each(['segments', 'speakers'])('gives %s with who spoke from Diarize, in chunks', async (transcript_format) => {
    const segments = [{ type: 'transcript.text.segment', id: 'seg_1', start: 0, end: 2, text: 'Hi.', speaker: 'A' }];
    const reply = { task: 'transcribe', text: 'Hi.', duration: 2, segments };
    const more = { transcription_model: 'gpt-4o-transcribe-diarize', transcript_format };
    const { data, fields } = await parts(more, reply);
    expect(data).toEqual({ text: 'Hi.', duration: 2, segments: [{ start: 0, end: 2, text: 'Hi.', speaker: 'A' }] });
    const model = 'model=gpt-4o-transcribe-diarize';
    expect(fields).toEqual([model, 'response_format=diarized_json', 'chunking_strategy=auto']);
  });

  test('asks Diarize for chunks for text, too, and in one’s own way', async () => {
    const transcription_model = 'gpt-4o-transcribe-diarize';
    const { fields } = await parts({ transcription_model });
    expect(fields).toEqual([`model=${transcription_model}`, 'response_format=json', 'chunking_strategy=auto']);
    const chunking_strategy = { type: 'server_vad', threshold: 0.5 };
    const own = await parts(
      { transcription_model, additional_transcription_parameters: { chunking_strategy } },
      undefined,
      other
    );
    expect(own.fields.slice(2)).toEqual(['chunking_strategy[type]=server_vad', 'chunking_strategy[threshold]=0.5']);
  });

  test.each([
    [
      'srt',
      '1\r\n00:00:00,000 --> 00:00:01,500\r\nHi\r\nAda.\r\n\r\n2\r\n00:00:01,500 --> 00:00:03,000\r\nBye.\r\n\r\n',
    ],
    ['vtt', 'WEBVTT\n\n00:00.000 --> 00:01.500\n Hi\nAda.\n\n\n00:01.500 --> 00:03.000 align:start\nBye.\n'],
  ])('gives %s as it came, and what is said in it', async (transcript_format, subtitles) => {
    const { data, fields } = await parts({ transcription_model: 'whisper-1', transcript_format }, subtitles);
    expect(data).toEqual({ text: 'Hi Ada. Bye.', subtitles });
    expect(fields).toEqual(['model=whisper-1', `response_format=${transcript_format}`]);
  });

  test.each([
    ['on its last line', '1\n00:00:00,000 --> 00:00:01,500'],
    ['in one line, again and again, which is gone through once', '-->'.repeat(40_000)],
    ['below each other', 'x\n--> --> x\r\n-->\nHi', '--> Hi'],
  ])('reads subtitles that have their times %s', async (_name, subtitles, text = '') => {
    const { data } = await parts({ transcription_model: 'whisper-1', transcript_format: 'srt' }, subtitles);
    expect(data).toEqual({ text, subtitles });
  });

  test.each([
    ['srt', ''],
    ['vtt', 'WEBVTT\n\n'],
  ])('gives no text where %s has none, because nobody spoke', async (transcript_format, subtitles) => {
    const { data } = await parts({ transcription_model: 'whisper-1', transcript_format }, subtitles);
    expect(data).toEqual({ text: '', subtitles });
  });

  test('gives subtitles that come as a JSON string', async () => {
    const subtitles = '1\n00:00:00,000 --> 00:00:01,500\nHi "Ada".\n';
    const more = { transcription_model: 'whisper-1', transcript_format: 'srt' };
    expect((await parts(more, JSON.stringify(subtitles))).data).toEqual({ text: 'Hi "Ada".', subtitles });
  });

  describe('in place of JSON', () => {
    const said = async (reply: string, type: string, more: object = {}) => {
      answering(PATH, [{ reply, headers: { 'content-type': type } }]);
      return (await ask(transcribe(more))).data;
    };

    test.each([
      [' Hi Ada.\n', 'text/plain', 'Hi Ada.'],
      ['[Music] Hi.', 'text/plain; charset=utf-8', '[Music] Hi.'],
      ['1984', 'Text/Plain', '1984'],
    ])('takes the text %j of type %s', async (reply, type, text) => {
      expect(await said(reply, type)).toEqual({ text });
    });

    test('takes JSON of no type at all', async () => {
      const { source } = await serving({ raw: (response) => response.writeHead(200).end('{"text":"Hi Ada."}') });
      expect((await ask(transcribe(), source)).data).toEqual({ text: 'Hi Ada.' });
    });

    test('takes a text without the segments that were asked for, with a warning', async () => {
      answering(PATH, [{ reply: 'Hi Ada.', headers: { 'content-type': 'text/plain' } }]);
      expect(await ask(transcribe({ transcription_model: 'whisper-1', transcript_format: 'segments' }))).toMatchObject({
        data: { text: 'Hi Ada.', segments: [] },
        metadata: { warnings: ['The server sent no segments.'] },
      });
    });

    test.each([
      ['Hi Ada.', 'application/json'],
      ['Hi Ada.', 'text/html'],
      ['<!doctype html><title>Welcome</title>', 'text/plain'],
      [' {"text":"Hi A', 'text/plain'],
      [' ', 'text/plain'],
      ['7', 'application/json'],
      ['"Hi"', 'application/json'],
    ])('takes no %j of type %s', async (reply, type) => {
      await expect(said(reply, type)).rejects.toMatchObject({ data: { kind: 'unusable_reply' } });
    });
  });

  test('names the one language that was spoken', async () => {
    expect((await parts({}, { text: 'Hallo', languages: [{ code: 'de' }] })).data).toEqual({
      text: 'Hallo',
      language: 'de',
    });
  });

  test('gives no text where nobody spoke', async () => {
    expect((await parts({}, { text: '', languages: [] })).data).toEqual({ text: '' });
  });

  test('gives words and logprobs where Additional parameters ask for them', async () => {
    const words = [{ word: 'Hi', start: 0, end: 1 }];
    const logprobs = [{ token: 'Hi', logprob: -0.1 }];
    const additional_transcription_parameters = { timestamp_granularities: ['word'], include: ['logprobs'] };
    const more = { transcription_model: 'gpt-4o-transcribe', additional_transcription_parameters };
    const { data, fields } = await parts(more, { text: 'Hi', words, logprobs });
    expect(data).toEqual({ text: 'Hi', words, logprobs });
    expect(fields.slice(2)).toEqual(['timestamp_granularities[]=word', 'include[]=logprobs']);
  });

  test('leaves out, with a warning, what the model does not take', async () => {
    const more = { transcription_prompt: 'A call', keywords: 'Ada' };
    const diarize = await parts({ transcription_model: 'gpt-4o-transcribe-diarize', ...more });
    expect(diarize.fields.slice(2)).toEqual(['chunking_strategy=auto']);
    expect(diarize).toMatchObject({
      metadata: {
        warnings: [
          'Prompt was left out, because gpt-4o-transcribe-diarize does not take it.',
          'Keywords was left out, because gpt-4o-transcribe-diarize does not take it.',
        ],
      },
    });
    const whisper = await parts({ transcription_model: 'whisper-1', ...more }, undefined, other);
    expect(whisper.fields.slice(2)).toEqual(['prompt=A call']);
  });

  test('leaves out, with a warning, what the server refuses', async () => {
    const refusal = (param: string) => ({
      status: 400,
      reply: errorReply(`Unsupported parameter: '${param}'.`, { param, code: 'unsupported_parameter' }),
    });
    const replies = [refusal('prompt'), refusal('keywords'), refusal('vad'), { reply: { text: 'Hi' } }];
    const sent = answering(PATH, replies, OTHER);
    const query = transcribe({
      custom_transcription_model: 'parakeet',
      transcription_prompt: 'A call',
      keywords: 'Ada',
      additional_transcription_parameters: { vad: true },
    });
    expect(await ask(query, other)).toMatchObject({
      data: { text: 'Hi' },
      metadata: {
        warnings: [
          'Prompt was left out, because parakeet refused it.',
          'Keywords was left out, because parakeet refused it.',
          'vad (Additional parameters) was left out, because parakeet refused it.',
        ],
      },
    });
    expect(sent.at(-1)?.parts.map(([name]) => name)).toEqual(['model', 'response_format', 'file']);
  });

  test('sends an unknown model what is asked for', async () => {
    const more = { custom_transcription_model: 'my-model', language: 'en', keywords: 'Ada' };
    const speakers = await parts({ ...more, transcript_format: 'speakers' }, { text: 'Hi', segments: [] }, other);
    expect(speakers.data).toEqual({ text: 'Hi', segments: [] });
    expect(speakers.fields).toEqual([
      'model=my-model',
      'response_format=diarized_json',
      'language=en',
      'chunking_strategy=auto',
      'keywords[]=Ada',
    ]);
    const segments = await parts({ ...more, transcript_format: 'segments' }, { text: 'Hi' }, other);
    expect(segments.fields[1]).toBe('response_format=verbose_json');
    expect(segments.data).toEqual({ text: 'Hi', segments: [] });
    expect(segments).toMatchObject({ metadata: { warnings: ['The server sent no segments.'] } });
  });

  test('reads a transcript and segments that lack something', async () => {
    const segments = [{ text: 7, start: 'a', end: 'b' }, 'x', { speaker: '', end: 1, text: 'Hi' }];
    const more = { transcription_model: 'whisper-1', transcript_format: 'segments' };
    expect((await parts(more, { text: 'Hi', duration: 'long', words: 'none', segments })).data).toEqual({
      text: 'Hi',
      segments: [{ text: '' }, { end: 1, text: 'Hi' }],
    });
  });

  test('asks a model that another server may have under a known name for any format', async () => {
    const query = { transcription_model: 'gpt-4o-transcribe', transcript_format: 'srt' };
    const { fields } = await parts(query, '1\n00:00:00,000 --> 00:00:01,000\nHi\n', other);
    expect(fields).toEqual(['model=gpt-4o-transcribe', 'response_format=srt']);
  });

  const DIARIZE = 'gpt-4o-transcribe-diarize (until 2027-02-26)';
  const WHISPER = 'whisper-1 (until 2027-02-26)';
  test.each([
    ['segments', 'gpt-transcribe', 'Segments with times', `${DIARIZE} or ${WHISPER}`],
    ['speakers', 'whisper-1', 'Segments with speakers', DIARIZE],
    ['srt', 'gpt-transcribe', 'SRT subtitles', WHISPER],
    ['vtt', 'gpt-4o-transcribe-diarize', 'VTT subtitles', WHISPER],
  ])('names a model that gives %s, because %s does not', async (transcript_format, model, name, others) => {
    expect(await complaint(transcribe({ transcription_model: model, transcript_format }))).toBe(
      `Format ${name} cannot be had from ${model}. Choose ${others} in Model.`
    );
  });

  test('names none once OpenAI has shut them down', async () => {
    jest.useFakeTimers({ now: new Date('2027-02-26T00:00:00Z'), doNotFake: ['performance', 'setTimeout'] });
    const problem = await complaint(transcribe({ transcript_format: 'srt' })).finally(() => jest.useRealTimers());
    expect(problem).toBe(
      'Format SRT subtitles cannot be had from gpt-transcribe. OpenAI has no model left that gives it. Choose Text.'
    );
  });

  const MOST = 26_214_400;
  const ofSize = (bytes: number) => bytesOf('ID3\x04', bytes - 4);

  test('refuses a request that is larger than OpenAI takes, and another server’s is sent', async () => {
    const size = MOST - 1000;
    expect(await ask(transcribe({ audio: ofSize(size), dry_run: 'yes' }))).toMatchObject({
      data: { body: { file: `audio/mpeg, ${size} bytes` } },
    });
    const advice = 'Compress it, for example to MP3 with 32 kbit/s, or split it.';
    const problem = `Audio makes a request of 25.0 MB, and OpenAI takes up to 25 MB. ${advice}`;
    expect(await complaint(transcribe({ audio: ofSize(MOST) }))).toBe(problem);
    // What stands beside the file counts.
    const transcription_prompt = 'a'.repeat(1000);
    expect(await complaint(transcribe({ audio: ofSize(size), transcription_prompt }))).toBe(problem);
    expect(await ask(transcribe({ audio: ofSize(MOST), dry_run: 'yes' }), other)).toMatchObject({ status: 'ok' });
  });

  test('passes on what the API says of audio that is too long', async () => {
    const message = 'audio duration 1500.1 seconds is longer than 1400 seconds which is the maximum for this model';
    answering(PATH, [{ status: 400, reply: errorReply(message, { code: 'invalid_value', param: 'file' }) }]);
    const { description, data } = await askInVain(transcribe({ transcription_model: 'gpt-4o-transcribe' }));
    expect(description).toContain(message);
    expect(data).toMatchObject({ kind: 'invalid_request', retryable: false, param: 'file' });
  });

  test('shows the request in a dry run, the file as type and size', async () => {
    expect((await ask(transcribe({ keywords: 'Ada', dry_run: 'yes' }))).data).toEqual({
      method: 'POST',
      path: '/audio/transcriptions',
      body: { model: 'gpt-transcribe', response_format: 'json', keywords: ['Ada'], file: 'audio/mpeg, 52 bytes' },
      requests: 1,
    });
  });

  const noAudio = (given: string) =>
    `Audio must be an MP3, WAV, FLAC, OGG, WebM, MP4 or M4A: a data URI, base64 or the file of a file picker, not ${given}.`;

  test.each<[object, string]>([
    [{ audio: '' }, 'Audio is empty. Bind a file of a file picker, a data URI or base64.'],
    [{ audio: [MP3, MP3] }, 'Audio takes one file. Run a query for each of several.'],
    [
      { audio: ' https://example.com/a.mp3' },
      'Audio is a link. Bind the file itself instead, for example from a file picker.',
    ],
    [
      { audio: 'http://example.com/a.mp3' },
      'Audio is a link. Bind the file itself instead, for example from a file picker.',
    ],
    [{ audio: 'see https://example.com/a.mp3' }, noAudio('"see https://example.com/a.mp3"')],
    [{ audio: 'iVBORw0KGgoAAAANSUhEUg==' }, noAudio('a PNG')],
    [
      { audio: { name: 'a.mov', base64Data: bytesOf('\0\0\0\x20ftypqt  ') } },
      noAudio('"a.mov", a file of another kind'),
    ],
    [
      { audio: { name: 'a.heic', base64Data: bytesOf('\0\0\0\x20ftypheic') } },
      noAudio('"a.heic", a file of another kind'),
    ],
    [{ audio: { name: 'a.txt', base64Data: bytesOf('\xff\xfea\0') } }, noAudio('"a.txt", a file of another kind')],
    [{ audio: { name: 'a.aac', base64Data: bytesOf('\xff\xf1P') } }, noAudio('"a.aac", a file of another kind')],
    [
      { language: 'en, de', transcription_model: 'whisper-1' },
      'Language takes one with whisper-1, not 2. Enter the main one.',
    ],
    [
      { language: ['en', 'de'], custom_transcription_model: 'my-model' },
      'Language takes one with my-model, not 2. Enter the main one.',
    ],
    [{ keywords: [['a']] }, 'Keywords must be one text, not a list. Join the list into a text first.'],
    [{ transcript_format: 'json' }, 'Format must be text, segments, speakers, srt, or vtt, not "json".'],
    [
      { transcription_model: 'gpt-5.2' },
      'Model is gpt-5.2, which is for the operation Chat. Choose another model in Model.',
    ],
    ...Object.entries({
      file: 'use Audio',
      model: 'use Model or Model ID',
      response_format: 'use Format',
      language: 'use Language',
      languages: 'use Language',
      prompt: 'use Prompt',
      keywords: 'use Keywords',
      stream: 'transcripts are not streamed to an app',
    }).map(([name, instead]): [object, string] => [
      { additional_transcription_parameters: { [name]: 1 } },
      `Additional parameters must not hold ${name}: ${instead}.`,
    ]),
  ])('refuses a wrong value before anything is sent (%#)', async (more, problem) => {
    expect(await complaint(transcribe(more))).toBe(problem);
  });

  test.each<[string, unknown, string]>([
    ['text', { language: 'en' }, 'The reply holds no text. The reply begins: {"language":"en"}'],
    ['text', 'Hi', 'The reply is not a JSON object. The reply begins: Hi'],
    ['srt', { text: 'Hi' }, 'The reply holds no subtitles. The reply begins: {"text":"Hi"}'],
    ['srt', '<html>', 'The reply holds no subtitles. The reply begins: <html>'],
    [
      'vtt',
      '1\n00:00:00,000 --> 00:00:01,000\nHi\n',
      'The reply holds no subtitles. The reply begins: 1 00:00:00,000 --> 00:00:01,000 Hi',
    ],
  ])('is an error when the reply to %s is %j', async (transcript_format, reply, problem) => {
    answering(PATH, [{ reply }]);
    const query = transcribe({ transcription_model: 'whisper-1', transcript_format });
    const { description, data } = await askInVain(query);
    expect(description).toBe(problem);
    expect(data).toMatchObject({ kind: 'unusable_reply', retryable: false });
  });
});
