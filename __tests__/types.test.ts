import { handlers, type Handlers } from '../lib';
import type { Answers, Operation } from '../lib/types';

/** tsc is the test here, in jest too: an error that is expected and does not come is one. */
test('The handlers are those of the forms, and a handler sees the fields of its form only', () => {
  const { chat, ...others } = handlers;
  // @ts-expect-error a form without a handler
  others satisfies Handlers;
  // @ts-expect-error a handler without a form
  ({ ...handlers, no_such_form: chat }) satisfies Handlers;
  // @ts-expect-error a handler that gives no plan
  ({ ...handlers, chat: () => 'Hi' }) satisfies Handlers;
  // @ts-expect-error an operation without a form
  'no_such_form' satisfies Operation;
  ({ prompt: 'Hello' }) satisfies Answers<'chat'>;
  // @ts-expect-error a field that the form does not have
  ({ promt: 'Hello' }) satisfies Answers<'chat'>;
  // @ts-expect-error a field of another form
  ({ source_images: [] }) satisfies Answers<'chat'>;
  expect(Object.keys(others)).not.toContain('chat');
});
