/**
 * A generator's values, with a return() that ends it at any time: also before the first next(), where a generator would
 * not run its finally, and while a next() is pending, where it would wait for that. `end` is called at once then; it has
 * to make whatever the generator waits for resolve.
 */
export function endable<T>(
  generator: AsyncGenerator<T, void, void>,
  end: () => void,
): AsyncIterableIterator<T> {
  return {
    next: () => generator.next(),
    return: () => {
      end();
      return generator.return(undefined);
    },
    throw: (error: unknown) => {
      end();
      return generator.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
