import { expect, it } from 'vitest';
import { byName } from './by-name.ts';

it('sorts accents and capitals where a reader of Spanish looks for them, and equal names by code', () => {
  const names = ['Único', 'tigo', 'Ñandú', 'Nextel', 'Orange', 'Águila', 'Bitel'];
  const sorted = names.map((name) => ({ name, code: name })).sort(byName);
  expect(sorted.map(({ name }) => name)).toEqual([
    'Águila',
    'Bitel',
    'Nextel',
    'Ñandú',
    'Orange',
    'tigo',
    'Único',
  ]);
  expect(byName({ name: 'Claro', code: 'a' }, { name: 'Claro', code: 'b' })).toBeLessThan(0);
});
