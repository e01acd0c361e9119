import { asText } from '../../server';
import { attributesOf, type WidgetProps } from './widget';

/** One line of text. */
export const TextWidget = (props: WidgetProps) => (
  <input
    type="text"
    id={props.id}
    value={asText(props.value)}
    onInput={({ currentTarget }) => {
      props.set(currentTarget.value);
    }}
    {...attributesOf(props)}
  />
);

/** Lines of text, which grow. */
export const TextAreaWidget = (props: WidgetProps) => (
  <textarea
    id={props.id}
    rows={1}
    value={asText(props.value)}
    onInput={({ currentTarget }) => {
      props.set(currentTarget.value);
    }}
    {...attributesOf(props)}
  />
);
