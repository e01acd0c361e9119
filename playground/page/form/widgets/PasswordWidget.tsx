import { useRef } from 'preact/hooks';
import { useStore } from '../../state/store';
import { attributesOf, type WidgetProps } from './widget';

/** A secret: what is typed goes to the server's memory at once, and the field is emptied when it is left and the server has it. */
export function PasswordWidget(props: WidgetProps) {
  const { connection } = useStore();
  const input = useRef<HTMLInputElement>(null);
  const { key, label } = props.field;
  const told = useRef<Promise<unknown>>(Promise.resolve());
  const isKept = connection.kept.value.includes(key);
  const tell = (secret: string) => {
    told.current = connection.tellSecret(key, secret);
    // What the server does not have stays in the field; the next query says why.
    return told.current.catch(() => undefined);
  };
  const empty = (left: HTMLInputElement) => {
    told.current.then(
      () => {
        left.value = '';
      },
      () => undefined
    );
  };
  const kept = isKept && { placeholder: '•••••••• kept in the server’s memory' };
  return (
    <div class="password">
      <input
        type="password"
        id={props.id}
        ref={input}
        onInput={({ currentTarget }) => void tell(currentTarget.value)}
        onBlur={({ currentTarget }) => {
          empty(currentTarget);
        }}
        {...attributesOf(props)}
        {...kept}
      />
      {isKept && (
        <button
          type="button"
          aria-label={`Forget ${label}`}
          onClick={() => {
            void tell('').then(() => input.current?.focus());
          }}
        >
          Forget
        </button>
      )}
    </div>
  );
}
