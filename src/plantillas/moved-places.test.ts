import { expect, it } from 'vitest';
import { movedPlaces } from './moved-places.ts';

it.each([
  ['in order', [0, 1, 2, 3], []],
  ['in order with gaps', [2, 5, 9], []],
  ['one that went from the end to the front', [3, 0, 1, 2], [0]],
  ['one that went from the front to the end', [1, 2, 3, 0], [3]],
  ['two neighbours that changed places', [0, 2, 1, 3], [1, 2]],
  ['two that changed places over several others', [4, 1, 2, 3, 0], [0, 4]],
  ['all turned round', [2, 1, 0], [0, 1, 2]],
  ['none', [], []],
])('%s', (_, places, moved) => {
  expect([...movedPlaces(places)]).toEqual(moved);
});
