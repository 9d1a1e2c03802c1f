/** Runs steps one after another, and prints each with its time. */
export interface Steps {
  /** @param act may say something about it. If it rejects, prints that it failed, and rejects with the same. */
  run<T>(what: string, act: (say: (text: string) => void) => Promise<T>): Promise<T>;
}

/** A step that was done. */
interface Step {
  step: string;
  seconds: number;
  said: string;
}

export interface PrintedSteps extends Steps {
  /** Successful steps, in order. */
  done: readonly Step[];
  /** Seconds since the first step began. */
  seconds(): number;
}

export function printedSteps(print: (line: string) => void, now: () => number): PrintedSteps {
  const began = now();
  const done: Step[] = [];
  return {
    done,
    async run(what, act) {
      const start = now();
      const line = (mark: string) =>
        `  ${mark} ${secondsBetween(start, now()).toFixed(1).padStart(6)} s  ${what}`;
      try {
        let said = '';
        const value = await act((text) => {
          said = text;
        });
        print(line('✓'));
        if (said !== '') print(`${' '.repeat(14)}${said}`);
        done.push({ step: what, seconds: secondsBetween(start, now()), said });
        return value;
      } catch (error) {
        print(line('✗'));
        throw error;
      }
    },
    seconds: () => secondsBetween(began, now()),
  };
}

const secondsBetween = (start: number, end: number) => (end - start) / 1000;
