import type { Io } from '../program/io.ts';
import { clipped } from './text.ts';

export interface Progress {
  /** What is being done now, in place of what it said before. */
  say(text: string): void;
}

/** Milliseconds after which a person wants to know that something goes on. */
const patience = 1_000;

/** Said while what is under way is waited for. */
const ending = 'Ending (Ctrl-C: at once): ';

/**
 * Does something, and says on a terminal what, and for how long, once it takes more than a second. The line is gone when
 * it ends. A Ctrl-C is acknowledged there: what is under way may be waited for. Elsewhere nothing is written.
 *
 * @param text such as `Checking prod-eu-1`
 */
export async function withProgress<T>(
  { stderr, now, signal }: Io,
  text: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  if (stderr.isTTY !== true) return work({ say: () => undefined });
  const start = now();
  let shown = text;
  let drawn = false;
  const draw = () => {
    const seconds = Math.floor((now() - start) / 1_000);
    const text = `${signal.aborted ? ending : ''}${shown} … ${seconds} s`;
    stderr.write(`\r\x1b[2K${clipped(text, (stderr.columns || 80) - 1)}`);
    drawn = true;
  };
  const timer = setInterval(draw, patience);
  // At once, and over the ^C that the terminal shows.
  signal.addEventListener('abort', draw);
  try {
    return await work({
      say(next) {
        shown = next;
        if (drawn) draw();
      },
    });
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', draw);
    if (drawn) stderr.write('\r\x1b[2K');
  }
}
