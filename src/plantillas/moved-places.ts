/**
 * Which of a file's columns have moved: given, from left to right, the place of each in the definition's order. As few
 * columns as possible are taken to have moved, the others standing in the definition's order; where several such
 * explanations are equally short (two neighbours that changed places), all that one of them names are told.
 */
export function movedPlaces(places: readonly number[]): Set<number> {
  const before = longestRuns(places, (a, b) => a < b);
  const after = longestRuns([...places].reverse(), (a, b) => a > b).reverse();
  const longest = Math.max(0, ...before);
  const inSomeLongest = places.map((_, i) => (before[i] ?? 0) + (after[i] ?? 0) - 1 === longest);
  const moved = new Set<number>();
  for (const i of places.keys()) {
    const alone = places.every((_, j) => j === i || !inSomeLongest[j] || before[j] !== before[i]);
    if (!inSomeLongest[i] || !alone) moved.add(i);
  }
  return moved;
}

/** For each place, how many the longest ordered run has that ends with it. */
function longestRuns(places: readonly number[], inOrder: (a: number, b: number) => boolean): number[] {
  const runs: number[] = [];
  for (const [i, place] of places.entries()) {
    let longest = 0;
    for (let j = 0; j < i; j++) {
      if (inOrder(places[j] ?? 0, place)) longest = Math.max(longest, runs[j] ?? 0);
    }
    runs.push(longest + 1);
  }
  return runs;
}
