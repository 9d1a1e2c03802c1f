import { AsyncLocalStorage } from 'node:async_hooks';

/** One invocation of a function, as a sandbox of Lambda has it: it may be killed at any of its effects. */
export class Run {
  readonly name: string;
  /** Milliseconds that this worker's clock is ahead. */
  readonly skew: number;
  /** Requests that it sent, each attempt counted. */
  effects = 0;
  dead = false;
  /** The effect after which it dies. */
  readonly dieAfter: number;
  readonly died: Promise<void>;
  #die: () => void = () => undefined;

  constructor(name: string, options: { skew?: number; dieAfter?: number | undefined } = {}) {
    this.name = name;
    this.skew = options.skew ?? 0;
    this.dieAfter = options.dieAfter ?? Number.POSITIVE_INFINITY;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  /** From now on nothing that it does has an effect, and none of its timers fires. */
  kill(): void {
    this.dead = true;
    this.#die();
  }
}

const running = new AsyncLocalStorage<Run>();

/** The run in whose asynchronous context this is called, if any. */
export const currentRun = (): Run | undefined => running.getStore();

export const within = <T>(run: Run, act: () => T): T => running.run(run, act);
