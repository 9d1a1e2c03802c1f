/** Runs steps one after the other, and prints each with its time. */
export interface Steps {
  /** @param act answers what to say of it. Rejects with what it rejects with, after printing that it failed. */
  run<T>(what: string, act: () => Promise<{ say: string; value: T }>): Promise<T>;
  /** Seconds since the first step began. */
  seconds(): string;
}

export function printedSteps(print: (line: string) => void, now: () => number): Steps {
  const began = now();
  return {
    async run(what, act) {
      const start = now();
      const line = (mark: string) => `  ${mark} ${secondsBetween(start, now()).padStart(6)} s  ${what}`;
      try {
        const { say, value } = await act();
        print(line('✓'));
        if (say !== '') print(`${' '.repeat(14)}${say}`);
        return value;
      } catch (error) {
        print(line('✗'));
        throw error;
      }
    },
    seconds: () => secondsBetween(began, now()),
  };
}

const secondsBetween = (start: number, end: number) => ((end - start) / 1000).toFixed(1);
