import { AsyncLocalStorage } from 'node:async_hooks';

/** The result of `setTimeout`: enough of Node's Timeout for libraries that hold one. */
export interface VirtualTimer {
  ref(): VirtualTimer;
  unref(): VirtualTimer;
  hasRef(): boolean;
  refresh(): VirtualTimer;
}

interface Entry {
  at: number;
  serial: number;
  fire: () => void;
  /** A timer that has become void, because the run that set it is dead, is silently dropped. */
  isVoid: () => boolean;
  handle: VirtualTimer;
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** A clock that only its owner moves, with its timers. Times are epoch milliseconds. */
export class VirtualTime {
  #now: number;
  #serial = 0;
  #timers: Entry[] = [];
  #entryOf = new WeakMap<object, Entry>();
  readonly #voidness: () => () => boolean;

  /** @param voidness called when a timer is set; its result says later whether the timer is void */
  constructor(start: number, voidness: () => () => boolean = () => () => false) {
    this.#now = start;
    this.#voidness = voidness;
  }

  now = (): number => this.#now;

  /** Counts everything that was set or cleared: it stands still while nothing happens. */
  get changes(): number {
    return this.#serial;
  }

  setTimeout = (callback: (...args: never[]) => void, milliseconds = 0, ...args: never[]): VirtualTimer => {
    const inContext = AsyncLocalStorage.snapshot();
    const fire = () => inContext(callback, ...args);
    const delay = Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0;
    const handle: VirtualTimer = {
      ref: () => handle,
      unref: () => handle,
      hasRef: () => true,
      refresh: () => {
        this.clearTimeout(handle);
        entry.at = this.#now + delay;
        this.#insert(entry);
        return handle;
      },
    };
    const entry: Entry = {
      at: this.#now + delay,
      serial: 0,
      fire,
      isVoid: this.#voidness(),
      handle,
    };
    this.#insert(entry);
    return handle;
  };

  clearTimeout = (handle: unknown): void => {
    const entry = typeof handle === 'object' && handle !== null ? this.#entryOf.get(handle) : undefined;
    if (entry === undefined) return;
    this.#serial += 1;
    this.#timers = this.#timers.filter((other) => other !== entry);
  };

  sleep = (milliseconds: number, value?: unknown): Promise<unknown> =>
    new Promise((resolve) => this.setTimeout(() => resolve(value), milliseconds));

  /** Moves to the next timer, and fires all of that moment; false if there is none. */
  fireNext(): boolean {
    this.#timers = this.#timers.filter((entry) => !entry.isVoid());
    const [next] = this.#timers;
    if (next === undefined) return false;
    this.#now = Math.max(this.#now, next.at);
    for (const entry of this.#timers.filter(({ at }) => at <= this.#now)) {
      // An earlier one may have cleared it.
      if (!this.#timers.includes(entry)) continue;
      this.clearTimeout(entry.handle);
      entry.fire();
    }
    return true;
  }

  /** Fires what is due now, without moving the clock. */
  fireDue(): void {
    const next = this.#timers.find((entry) => !entry.isVoid());
    if (next !== undefined && next.at <= this.#now) this.fireNext();
  }

  /**
   * Moves the clock, forward or back. Throws an Error if a timer is on the way: in reality no timer is late because of
   * this, and its effects would come in another order.
   */
  jump(to: number): void {
    this.#timers = this.#timers.filter((entry) => !entry.isVoid());
    const [next] = this.#timers;
    if (next !== undefined && next.at < to)
      throw new Error(`Expected no timer before ${iso(to)}, but one fires at ${iso(next.at)}.`);
    this.#now = to;
  }

  clear(): void {
    this.#timers = [];
  }

  #insert(entry: Entry): void {
    this.#serial += 1;
    entry.serial = this.#serial;
    this.#entryOf.set(entry.handle, entry);
    const at = this.#timers.findIndex((other) => other.at > entry.at);
    if (at < 0) this.#timers.push(entry);
    else this.#timers.splice(at, 0, entry);
  }
}
