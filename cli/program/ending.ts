import type { EventEmitter } from 'node:events';

/** Why the program ends before its work does. */
export type End = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'output closed';

export interface Ending {
  /** Aborts at the first request to end; its reason is an End. */
  signal: AbortSignal;
}

/**
 * Listens for the signals that end a program, and for an output that nobody reads any more. The first ends it
 * cleanly; the second, or a clean end that takes too long, at once.
 *
 * @param patienceMs how long a clean end may take, in milliseconds
 * @param lateCode exit code where it takes longer
 */
export function listenForEnd(
  system: EventEmitter,
  output: EventEmitter,
  exit: (code: number) => void,
  patienceMs = 5_000,
  lateCode = 1,
): Ending {
  const controller = new AbortController();
  const end = (why: End) => {
    if (controller.signal.aborted) return why === 'output closed' ? undefined : exit(130);
    controller.abort(why);
    setTimeout(exit, patienceMs, lateCode).unref();
    return undefined;
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) system.on(name, () => end(name));
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    end('output closed');
  });
  return { signal: controller.signal };
}

/** To end the running service is no failure; a cycle that was cut short is none that succeeded. */
export function exitCodeOf(end: End, once: boolean): number {
  if (!once) return 0;
  return end === 'SIGTERM' ? 143 : end === 'SIGHUP' ? 129 : end === 'SIGINT' ? 130 : 1;
}

/** The work, or a rejection as soon as the signal aborts: what the work still does is nobody's any more. */
export async function untilEnd<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = () => reject(new Error(`ended by ${String(signal.reason)}`));
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
