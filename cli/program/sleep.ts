import { setTimeout as delay } from 'node:timers/promises';

/** Waits that many milliseconds. Rejects with an AbortError once the signal aborts. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** Really waits. */
export const sleep: Sleep = (milliseconds, signal) => delay(milliseconds, undefined, { signal });
