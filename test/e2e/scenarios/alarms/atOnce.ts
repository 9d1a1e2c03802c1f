import { beforeAll, describe, test } from '@jest/globals';

/** Declares a test, as jest's `test` does. */
export type Declare = (name: string, run: () => Promise<void>) => void;

/**
 * Declares tests in lanes. Lanes run at the same time, since they mostly wait; within a lane, one test runs after
 * another.
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
