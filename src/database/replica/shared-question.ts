/**
 * Asks for many at once. `fresh` answers what was asked for after the call: whoever comes while a question is under way
 * waits for the next one, together with all others who came meanwhile. `latest` is content with the one under way.
 */
export interface SharedQuestion<T> {
  fresh(): Promise<T>;
  latest(): Promise<T>;
}

export function sharedQuestion<T>(ask: () => Promise<T>): SharedQuestion<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const start = (): Promise<T> => {
    const asked = ask().finally(() => {
      if (running === asked) running = undefined;
    });
    running = asked;
    return asked;
  };
  const afterThat = async (before: Promise<T>): Promise<T> => {
    await before.catch(() => {});
    next = undefined;
    return start();
  };
  return {
    latest: () => running ?? start(),
    fresh() {
      if (!running) return start();
      next ??= afterThat(running);
      return next;
    },
  };
}
