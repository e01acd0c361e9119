/** Throws in every trap there is. */
export const hostile = (target: object) =>
  new Proxy(
    target,
    Object.fromEntries(
      Object.getOwnPropertyNames(Reflect).map((trap) => [
        trap,
        () => {
          throw new Error('Not for you');
        },
      ])
    )
  );

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function nested(wrap: (value: unknown) => unknown): unknown {
  let value: unknown = 'end';
  for (let depth = 0; depth < 100_000; depth += 1) value = wrap(value);
  return value;
}

const list: unknown[] = [];
list.push({ list });

const unreadable = {
  get member(): never {
    throw new Error('Not for you');
  },
};

const CYCLIC = 'a list or object that holds itself';
const DEEP = 'values nested more than 1,000 levels deep';

/** Values that no JSON can hold, and what an error says of them. */
export const ODD_VALUES: readonly [unknown, string][] = [
  [list, CYCLIC],
  [list[0], CYCLIC],
  [10n, 'a BigInt'],
  [[{ ten: 10n }], 'a BigInt'],
  [Symbol('odd'), 'a symbol'],
  [() => 'odd', 'a function'],
  [hostile({}), 'a Proxy'],
  [hostile([]), 'a Proxy'],
  [[hostile({})], 'a Proxy'],
  [revoked(), 'a Proxy'],
  [unreadable, 'a value that cannot be read'],
  [nested((value) => [value]), DEEP],
  [nested((value) => ({ value })), DEEP],
];
