import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import type { Fault as AwsFault } from '../../../../local/aws/faults.ts';
import type { FaultKind as KubernetesFault } from '../../simulation/fault.ts';
import { currentRun } from './run.ts';
import { Traffic } from './traffic.ts';
import { VirtualTime } from './virtualTime.ts';

const realImmediate = setImmediate;
const realTimeout = setTimeout;

/** After this many turns of the event loop without anything new, nothing more is expected. */
const quietTurns = 4;

/** Real milliseconds of silence after which what is awaited will not come: a fault of the suite. */
const longestSilence = 20_000;

/** The process's work with the operating system besides its connections. */
const otherWork = /FSReq|GetAddrInfo|Zlib|Random|Pbkdf|Scrypt/;

/**
 * Runs the real code in virtual time: whenever everything under way is waiting, the clock jumps to the next timer. A
 * hang of ten seconds costs no real time, and the same schedule always runs the same way.
 */
export class Simulation {
  readonly traffic = new Traffic();
  readonly time: VirtualTime;
  /** Real milliseconds to wait before the clock jumps: above 0 while libraries still load parts of themselves. */
  patience = 0;
  /**
   * The value of Math.random: constant, because concurrent requests would draw values in a different order each time.
   */
  chance = 0.5;
  /** When anything last happened, in real time (performance.now). */
  #changedAt = 0;
  #restore: (() => void) | undefined;

  constructor(start: number) {
    this.time = new VirtualTime(start, () => {
      const run = currentRun();
      return () => run?.dead ?? false;
    });
  }

  /** Replaces the timers, global and imported, and Date.now, which a skewed worker sees skewed. */
  install(): void {
    const globals = globalThis as unknown as Record<string, unknown>;
    const before = {
      sleep: timersPromises.setTimeout,
      setTimeout: globalThis.setTimeout,
      clearTimeout: globalThis.clearTimeout,
      now: Date.now,
      random: Math.random,
      timeout: AbortSignal.timeout,
    };
    globals['setTimeout'] = this.time.setTimeout;
    globals['clearTimeout'] = (handle: NodeJS.Timeout) => {
      this.time.clearTimeout(handle);
      // It may have been set before.
      before.clearTimeout(handle);
    };
    const take = (sleep: unknown, from: Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'>) => {
      Object.assign(timersPromises, { setTimeout: sleep });
      Object.assign(timers, { setTimeout: from.setTimeout, clearTimeout: from.clearTimeout });
      // Code that imported them by name calls these from now on.
      syncBuiltinESMExports();
    };
    take(this.time.sleep, globalThis);
    Date.now = () => this.time.now() + (currentRun()?.skew ?? 0);
    Math.random = () => this.chance;
    AbortSignal.timeout = (milliseconds) => {
      const controller = new AbortController();
      const late = () => controller.abort(new DOMException('The operation timed out', 'TimeoutError'));
      this.time.setTimeout(late, milliseconds);
      return controller.signal;
    };
    this.traffic.start();
    this.#restore = () => {
      this.traffic.stop();
      globals['setTimeout'] = before.setTimeout;
      globals['clearTimeout'] = before.clearTimeout;
      take(before.sleep, before);
      Date.now = before.now;
      Math.random = before.random;
      AbortSignal.timeout = before.timeout;
    };
  }

  /** A fault hit the connection from the client's port: while it lasts, nothing comes from the server at `to`. */
  strike(fault: AwsFault | KubernetesFault, to: string, port: number | undefined): void {
    if (port === undefined) return;
    if (fault.kind === 'hang') this.traffic.hold(to, port, Number.POSITIVE_INFINITY);
    if (fault.kind === 'slow') this.traffic.hold(to, port, this.time.now() + fault.ms);
  }

  /** A slow answer without a fault, if the run that sends from this port lags. */
  lag(to: string, port: number | undefined): { kind: 'slow'; ms: number } | undefined {
    const run = port === undefined ? undefined : this.traffic.ownerOf(to, port);
    if (run === undefined || run.lag === 0) return undefined;
    const lag = { kind: 'slow', ms: run.lag } as const;
    this.strike(lag, to, port);
    return lag;
  }

  uninstall(): void {
    this.#restore?.();
    this.#restore = undefined;
  }

  /** The promise's value; the clock moves on while everything waits. Throws if nothing more can come. */
  async drive<T>(promise: Promise<T>): Promise<T> {
    this.#changedAt = performance.now();
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    await this.#until(() => settled);
    return promise;
  }

  /**
   * Lets time pass from timer to timer: the effects of each come to rest before the next. Resolves at the end, when
   * everything due by then has happened. It continues only while the simulation is driven.
   */
  async pass(milliseconds: number): Promise<void> {
    await this.time.sleep(milliseconds);
    // Fires once the effects of all timers of this moment have come to rest.
    await this.time.sleep(0);
  }

  /** Lets what is under way, and what is due now, come to rest without moving the clock. */
  async settle(): Promise<void> {
    this.#changedAt = performance.now();
    for (let quiet = 0; quiet < quietTurns; ) {
      this.time.fireDue();
      quiet = (await this.#turn()) ? 0 : quiet + 1;
    }
  }

  async #until(over: () => boolean): Promise<void> {
    for (let quiet = 0; !over(); ) {
      quiet = (await this.#turn()) ? 0 : quiet + 1;
      if (over() || quiet < quietTurns) continue;
      quiet = 0;
      if (this.patience > 0) {
        const before = this.#changes();
        await new Promise((resolve) => realTimeout(resolve, this.patience));
        if (over() || this.#changes() !== before) continue;
      }
      if (process.getActiveResourcesInfo().some((name) => otherWork.test(name))) continue;
      if (!this.time.fireNext()) throw new Error('All that is under way waits for what can never come.');
    }
  }

  /** One turn of the event loop; returns whether anything happened in it, or is about to. */
  async #turn(): Promise<boolean> {
    const before = this.#changes();
    await new Promise<void>((resolve) => realImmediate(resolve));
    if (this.#changes() !== before) this.#changedAt = performance.now();
    else if (performance.now() > this.#changedAt + longestSilence)
      throw new Error(`Nothing came in ${longestSilence} ms of real time: ${this.traffic.describe()}`);
    return this.traffic.isBusy(this.time.now()) || this.#changes() !== before;
  }

  #changes(): number {
    return this.time.changes + this.traffic.changes;
  }
}
