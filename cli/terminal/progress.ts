import type { Io } from '../program/io.ts';
import { clipped } from './text.ts';

export interface Progress {
  /** Replaces the text with what is being done now. */
  say(text: string): void;
}

/** Milliseconds after which a person wants to see that something is happening. */
const patience = 1_000;

/** Shown while waiting for what is under way. */
const ending = 'Ending (Ctrl-C: at once): ';

/**
 * Runs work. If it takes more than a second, shows on a terminal what is being done, and for how long. The line
 * disappears when it ends. Acknowledges Ctrl-C, since work under way may still have to finish. Off a terminal, writes
 * nothing.
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
