import { AsyncLocalStorage } from 'node:async_hooks';

/** What happens to a run, at one of its requests, counted from 1. */
export interface Fate {
  dieAfter?: number | undefined;
  lagAt?: number | undefined;
}

/** One invocation of a function in a Lambda sandbox: it may be killed at any of its effects. */
export class Run {
  readonly name: string;
  /** Milliseconds by which this worker's clock is ahead. */
  readonly skew: number;
  /** Requests that it sent, counting each attempt. */
  effects = 0;
  dead = false;
  /** The effect after which it dies. */
  readonly dieAfter: number;
  /** The effect that takes so long that everything else happens first. */
  readonly lagAt: number;
  readonly died: Promise<void>;
  #die: () => void = () => undefined;

  constructor(name: string, options: Fate & { skew?: number } = {}) {
    this.name = name;
    this.skew = options.skew ?? 0;
    this.dieAfter = options.dieAfter ?? Number.POSITIVE_INFINITY;
    this.lagAt = options.lagAt ?? 0;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  /**
   * Milliseconds by which the request that it sent last lags; usually 0. Later ones lag for longer, so that late
   * requests overtake each other; none lags so long that the caller gives up.
   */
  get lag(): number {
    return this.effects === this.lagAt ? 2_000 + 500 * this.lagAt : 0;
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
