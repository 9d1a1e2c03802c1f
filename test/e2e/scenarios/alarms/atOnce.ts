import { beforeAll, describe, test } from '@jest/globals';

/** Declares a test, as jest's `test` does. */
export type Declare = (name: string, run: () => Promise<void>) => void;

/**
 * Declares tests in lanes. The lanes run at once, since most of what they do is to wait; in each lane one test runs
 * after the other.
 */
export function atOnce(name: string, lanes: readonly ((declare: Declare) => void)[]): void {
  describe(name, () => {
    const begun = Promise.withResolvers<void>();
    beforeAll(() => begun.resolve());
    for (const declareAll of lanes) {
      let last = begun.promise;
      declareAll((title, run) => {
        const result = last.then(run);
        last = result.catch(() => undefined);
        test(title, () => result, 300_000);
      });
    }
  });
}
