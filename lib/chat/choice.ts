import { isFilled } from '../errors/within-success';
import { quoted } from '../form/values';
import type { Reply } from '../http/send';
import { isObject, type JsonObject, listOf, membersOf, parsed } from '../json';
import { type Ending, endingOf } from './ending';
import type { ReplyReading } from './request';
import { isThought, splitThoughts, thoughtsBeside } from './thoughts';

/** A picture that came with a reply: a link or a data URI. */
export type Picture = { readonly url: string };

/** What matters of a reply's first choice. */
export type Choice = {
  readonly message: JsonObject;
  /** The server's own word for how it ended, and what that means. */
  readonly reason: string | undefined;
  readonly ending: Ending;
  /** Without thoughts; '' when there is none. */
  readonly text: string;
  /** What the model thought before it answered; '' when the server does not tell. */
  readonly reasoning: string;
  readonly images: readonly Picture[];
};

/** Reads the first choice; throws when there is none, or when the server broke it off with an error. */
export function choiceOf({ isOpenAI, reading }: Omit<ReplyReading, 'body'>, reply: Reply): Choice {
  const { message, finish_reason, error } = membersOf(listOf(reply.body['choices'])[0]);
  const reason = typeof finish_reason === 'string' && finish_reason ? finish_reason : undefined;
  const whole = textOf(membersOf(message)['content']);
  if (endingOf(reason) === 'failed' || isFilled(error)) throw brokenOff(reply, error, whole, reason);
  if (!isObject(message)) throw reply.unusable('The reply has no choices.');
  // A prompt for OpenAI's models may ask for such tags, and JSON may hold them in its texts.
  const isAnswer = reading === 'text' ? isOpenAI : parsed(whole) !== undefined;
  const { text, thoughts, isOpen } = isAnswer ? { text: whole, thoughts: '', isOpen: false } : splitThoughts(whole);
  return {
    message,
    reason,
    ending: isOpen ? 'cut' : endingOf(reason),
    text,
    reasoning: [thoughtsBeside(message), thoughts].filter(Boolean).join('\n\n'),
    images: [...listOf(message['images']).flatMap(pictureOf), ...listOf(message['content']).flatMap(pictureIn)],
  };
}

/** Text, or the text parts of a list of content parts, as some compatible servers send it; '' when there is none. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const texts = listOf(content).map((part) => (isThought(part) ? undefined : membersOf(part)['text']));
  return texts.filter((text) => typeof text === 'string').join('');
}

/** A content part: https://openrouter.ai/docs/features/multimodal/image-generation */
function pictureIn(part: unknown): Picture[] {
  const { image_url } = membersOf(part);
  const url = isObject(image_url) ? image_url['url'] : image_url;
  return typeof url === 'string' && url ? [{ url }] : [];
}

/** An entry of a list of pictures: a content part too, or the link or data URI itself, alone or as `url`. */
function pictureOf(entry: unknown): Picture[] {
  const url = isObject(entry) ? entry['url'] : entry;
  return typeof url === 'string' && /^(https?:|data:)/i.test(url) ? [{ url }] : pictureIn(entry);
}

/** Not sent again by itself, because what came is paid for. https://openrouter.ai/docs/api/reference/errors-and-debugging */
function brokenOff(reply: Reply, error: unknown, partial: string, reason: string | undefined): Error {
  const said = reply.said(error) || (reason ? `${quoted(reason)}.` : 'it does not name.');
  return reply.failed('server', `The server broke the reply off with an error: ${said} Run the query again.`, {
    ...(partial && { partial }),
    ...(reason && { finish_reason: reason }),
  });
}
