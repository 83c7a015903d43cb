/** What hands out to thousands lets others have their turn after so long. */
const SLICE_MS = 8;

let endsAt = 0;
let next: Promise<void> | undefined;

/** Undefined while the slice lasts, which all who hand out share; else what to wait for. */
export function sliceOver(): Promise<void> | undefined {
  if (!next && performance.now() < endsAt) return undefined;
  next ??= new Promise((resolve) => {
    setImmediate(() => {
      next = undefined;
      endsAt = performance.now() + SLICE_MS;
      resolve();
    });
  });
  return next;
}
