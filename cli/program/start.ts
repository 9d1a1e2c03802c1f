import process from 'node:process';
import { listenForEnd } from './ending.ts';
import { processIo } from './io.ts';
import { run } from './run.ts';

/** Runs the program in this process, to its end. */
export async function start(): Promise<void> {
  // Each command knows how long its end may take: smoke removes its canary. A second Ctrl-C ends it at once.
  const { signal } = listenForEnd(process, process.stdout, process.exit, Number.POSITIVE_INFINITY);
  process.exitCode = await run(process.argv.slice(2), processIo(signal));
  // What is still under way has been reported, and is not waited for.
  if (signal.aborted) setTimeout(process.exit, 1_000).unref();
}
