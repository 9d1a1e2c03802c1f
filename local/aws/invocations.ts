import { setTimeout as delay } from 'node:timers/promises';

/** The work under way of something that can be stopped. */
export class Invocations {
  readonly #running = new Set<Promise<unknown>>();
  readonly #abandoned = new AbortController();

  /** Aborts when the work is to be abandoned. */
  get signal(): AbortSignal {
    return this.#abandoned.signal;
  }

  get size(): number {
    return this.#running.size;
  }

  add<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    return work.finally(() => this.#running.delete(work));
  }

  /** Resolves when any of the work ends, successfully or not; at once if there is none. */
  async oneEnds(): Promise<void> {
    if (this.#running.size > 0) await Promise.race(this.#running).catch(() => undefined);
  }

  /** Waits for the work to end, abandons after `graceMs` what has not, and waits until that has settled. */
  async end(graceMs: number): Promise<void> {
    const settled = Promise.allSettled(this.#running);
    const over = new AbortController();
    const grace = delay(graceMs, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([settled, grace]);
    over.abort();
    this.#abandoned.abort();
    await settled;
  }
}
