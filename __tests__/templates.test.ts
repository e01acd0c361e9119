import { pathOf, resolve } from '../playground/page/state/templates';

const state = {
  components: { table1: { selectedRow: { 'a b': ['first'], 'count': 0, 'none': null, 'yes': true } } },
  variables: { text: 'one\ntwo', rows: [{ id: 1 }] },
};

describe('pathOf', () => {
  it.each([
    ['components.table1.value', ['components', 'table1', 'value']],
    [" components . table1 [ 'a b' ] [0] ", ['components', 'table1', 'a b', '0']],
    ['a?.b?.["c"]', ['a', 'b', 'c']],
    ['größe.$_1', ['größe', '$_1']],
  ])('reads %s as a path', (expression, steps) => {
    expect(pathOf(expression)).toEqual(steps);
  });

  it.each(['', '1', "'text'", 'a.b()', 'a + 1', 'a b', 'a.', 'a[b]', 'a[-1]', "a['\\n']", '[1, 2]', '{ a: 1 }'])(
    'takes %p for something else',
    (expression) => {
      expect(pathOf(expression)).toBeUndefined();
    }
  );
});

describe('resolve', () => {
  it.each([
    ["{{components.table1.selectedRow['a b'][0]}}", 'first'],
    ['{{components.table1.selectedRow.count}}', 0],
    ['{{components.table1.selectedRow.none}}', null],
    ['{{components.table1.selectedRow.yes}}', true],
    ['{{variables.rows}}', [{ id: 1 }]],
    ['{{variables.rows.length}}', 1],
  ])('keeps the type of a whole template: %s', (text, value) => {
    expect(resolve(text, state)).toEqual({ value, problems: [] });
  });

  it('writes texts and numbers as text and all else as JSON in mixed text', () => {
    const row = '{{components.table1.selectedRow';
    expect(resolve(`${row}.count}}, ${row}.none}}, ${row}.yes}}, {{variables.rows}}.`, state).value).toBe(
      '0, null, true, [{"id":1}].'
    );
  });

  it('turns line breaks into spaces in text that has a template, and keeps those of the value', () => {
    expect(resolve('a\n{{variables.text}}', state).value).toBe('a one\ntwo');
    expect(resolve('a\nb', state).value).toBe('a\nb');
  });

  it('reads nothing in a bound value as a pattern or a template', () => {
    expect(resolve('<{{v}}>', { v: '$& {{v}}' }).value).toBe('<$& {{v}}>');
  });

  it('resolves the members of arrays and objects, but not their keys', () => {
    const pairs = [['{{variables.rows.length}}', { '{{k}}': 'x{{variables.rows.length}}' }]];
    expect(resolve(pairs, state)).toEqual({ value: [[1, { '{{k}}': 'x1' }]], problems: [] });
  });

  it.each([
    '{{toString}}',
    '{{variables.__proto__}}',
    '{{variables.text.constructor}}',
    '{{variables.missing.deeper}}',
  ])('finds nothing at %s, because only own properties count', (text) => {
    const { value, problems } = resolve(text, state);
    expect(value).toBeUndefined();
    expect(problems).toEqual([`${text} is not in App state, so its value is undefined.`]);
  });

  it('names every template it cannot resolve, and writes the word undefined in their place', () => {
    const { value, problems } = resolve('{{a + 1}} and {{b}}', state);
    expect(value).toBe('undefined and undefined');
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^\{\{a \+ 1\}\} is not a property path .* Put its value into App state/);
  });

  it('says that App state is broken when there is none', () => {
    expect(resolve('{{variables.text}}', undefined).problems).toEqual([
      '{{variables.text}} has no value, because App state is broken.',
    ]);
  });

  it.each([5, true, null, undefined])('leaves %p as it is', (value) => {
    expect(resolve(value, state)).toEqual({ value, problems: [] });
  });
});
