import type { EventEmitter } from 'node:events';

/** Why the program ends before its work is done. */
export type End = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'output closed';

export interface Ending {
  /** Aborts at the first request to end; its reason is an End. */
  signal: AbortSignal;
}

/**
 * Milliseconds. One Ctrl-C may arrive several times: from the terminal, and passed on by npx and cli/bin/pullpass.js.
 * Nobody presses it twice within this time.
 */
const sameMs = 1_000;

/**
 * Listens for the signals that end a program, and for an output that nobody reads any more. The first ends the program
 * cleanly; a second one, or a clean end that takes too long, ends it at once.
 *
 * @param patienceMs milliseconds that a clean end may take; Infinity: as long as it needs
 */
export function listenForEnd(
  system: EventEmitter,
  output: EventEmitter,
  exit: (code: number) => void,
  patienceMs = 5_000,
  now: () => number = performance.now.bind(performance),
): Ending {
  const controller = new AbortController();
  let first = 0;
  const end = (why: End) => {
    if (controller.signal.aborted) {
      if (why !== 'output closed' && now() - first > sameMs) exit(130);
      return;
    }
    first = now();
    controller.abort(why);
    if (Number.isFinite(patienceMs)) setTimeout(exit, patienceMs, 1).unref();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) system.on(name, () => end(name));
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    end('output closed');
  });
  return { signal: controller.signal };
}

/** Ending the running service is not a failure, but a cycle that was cut short did not succeed. */
export function exitCodeOf(end: End, once: boolean): number {
  if (!once) return 0;
  return end === 'SIGTERM' ? 143 : end === 'SIGHUP' ? 129 : end === 'SIGINT' ? 130 : 1;
}

/** The work, or a rejection as soon as the signal aborts; whatever the work still does is ignored. */
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
