import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import type { Fault as AwsFault } from '../../../../local/aws/faults.ts';
import type { FaultKind as KubernetesFault } from '../../../../shared/simulation/faults.ts';
import { currentRun } from './run.ts';
import { Traffic } from './traffic.ts';
import { VirtualTime } from './virtualTime.ts';

const realImmediate = setImmediate;
const realTimeout = setTimeout;

/** Turns of the event loop without anything new after which nothing more is to be expected. */
const quietTurns = 4;

/** Real milliseconds without anything new after which what is awaited does not come: a fault of the suite. */
const longestSilence = 20_000;

/** Work that the process has with the operating system besides its connections. */
const otherWork = /FSReq|GetAddrInfo|Zlib|Random|Pbkdf|Scrypt/;

/**
 * Runs the real code in virtual time: whenever all that is under way waits, the clock jumps to the next timer.
 * A hang of ten seconds costs no real one, and the same schedule always takes the same way.
 */
export class Simulation {
  readonly traffic = new Traffic();
  readonly time: VirtualTime;
  /** Real milliseconds to wait before the clock jumps: more than 0 while libraries still load parts of themselves. */
  patience = 0;
  /** What Math.random gives: always the same, for requests side by side would draw in another order each time. */
  chance = 0.5;
  /** Real time, by performance.now, when anything last happened. */
  #changedAt = 0;
  #restore: (() => void) | undefined;

  constructor(start: number) {
    this.time = new VirtualTime(start, () => {
      const run = currentRun();
      return () => run?.dead ?? false;
    });
  }

  /** Takes the place of the timers, global and imported, and of Date.now, which a skewed worker sees skewed. */
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
      // It may be from before.
      before.clearTimeout(handle);
    };
    const take = (sleep: unknown, from: Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'>) => {
      Object.assign(timersPromises, { setTimeout: sleep });
      Object.assign(timers, { setTimeout: from.setTimeout, clearTimeout: from.clearTimeout });
      // What has imported them by name calls these from now on.
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

  /** A fault that hit the connection from the client's port: nothing comes from the server at `to` while it lasts. */
  strike(fault: AwsFault | KubernetesFault, to: string, port: number | undefined): void {
    if (port === undefined) return;
    if (fault.kind === 'hang') this.traffic.hold(to, port, Number.POSITIVE_INFINITY);
    if (fault.kind === 'slow') this.traffic.hold(to, port, this.time.now() + fault.ms);
  }

  /** What answers slowly without a fault, for the run that sends from this port is one that lags. */
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

  /** What the promise gives, the clock moving on while everything waits. Throws where nothing can come any more. */
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
   * Time passes, from timer to timer: what each one leads to comes to a rest before the next. Resolves at the end of
   * it, when all that is due by then has happened. It goes on only while the simulation is driven.
   */
  async pass(milliseconds: number): Promise<void> {
    await this.time.sleep(milliseconds);
    // Fires once all that the timers of this moment led to has come to a rest.
    await this.time.sleep(0);
  }

  /** Lets what is under way come to a rest, and what is due now, without moving the clock. */
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

  /** One turn of the event loop; whether anything happened in it, or is about to. */
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
