import { Ajv } from 'ajv';
import fc from 'fast-check';
import { schemaFormat } from '../lib/chat/schema';

describe('The short form', () => {
  type Pair = { short: unknown; value: unknown };
  const key = fc.stringMatching(/^[a-z][a-z_]{0,8}$/);
  const words: [string, fc.Arbitrary<unknown>][] = [
    ['string', fc.string()],
    ['number', fc.double({ noNaN: true, noDefaultInfinity: true })],
    ['integer', fc.integer()],
    ['boolean', fc.boolean()],
  ];
  const leaf: fc.Arbitrary<Pair> = fc.oneof(
    ...words.flatMap(([word, value]) => [
      value.map((one) => ({ short: word, value: one })),
      fc.array(value, { maxLength: 3 }).map((many) => ({ short: `${word}[]`, value: many })),
      fc.option(value).map((one) => ({ short: `${word}?`, value: one })),
      fc.option(fc.array(value, { maxLength: 3 })).map((many) => ({ short: `${word}[]?`, value: many })),
    ]),
    fc
      .uniqueArray(fc.stringMatching(/^[A-Z]{1,4}$/), { minLength: 2 })
      .map((texts) => ({ short: texts, value: texts[0] }))
  );
  const record = (node: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> =>
    fc.dictionary(key, node, { minKeys: 1, maxKeys: 4 }).map((members) => ({
      short: Object.fromEntries(Object.entries(members).map(([name, { short }]) => [name, short])),
      value: Object.fromEntries(Object.entries(members).map(([name, { value }]) => [name, value])),
    }));
  const { node } = fc.letrec<{ node: Pair }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      record(tie('node')),
      record(tie('node')).map(({ short, value }) => ({ short: [short], value: [value, value] }))
    ),
  }));

  test('says what a conforming reply parses to', () => {
    const ajv = new Ajv({ strict: false });
    fc.assert(
      fc.property(record(node), ({ short, value }) => {
        const { json_schema, reading, warnings } = schemaFormat(short);
        const conforms = ajv.compile(json_schema.schema);
        expect({ reading, warnings, strict: json_schema.strict }).toEqual({
          reading: 'json',
          warnings: [],
          strict: true,
        });
        expect(conforms(value)).toBe(true);
        expect(conforms({ ...(value as object), more: 1 })).toBe(false);
        expect(conforms({})).toBe(false);
        expect(schemaFormat(JSON.stringify(short))).toEqual(schemaFormat(short));
      })
    );
  });
});
