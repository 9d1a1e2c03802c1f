import type { Client } from '../api/client.ts';
import { throwWhereNoneAnswered } from '../api/noneAnswered.ts';
import { withClientForChange } from '../connect/connect.ts';
import { commandLine, sayNext } from '../output/next.ts';
import { say, writeLines } from '../output/say.ts';
import { errorInWords, exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { overAll } from '../program/overAll.ts';
import { chooserOf } from '../select/chooseNames.ts';
import type { Chosen } from '../select/options.ts';
import { confirm } from '../terminal/confirm.ts';
import { withProgress } from '../terminal/progress.ts';
import { printResults, type Result } from './results.ts';

/** An action on each of several clusters. */
export interface Deed {
  /** As typed, such as `deregister --force`: with the remaining names, it continues after Ctrl-C. */
  command: string;
  /** As in `Pause 12 clusters?` */
  question: (clusters: string) => string;
  /** As in `Pausing 3 of 12`. */
  doing: string;
  /** As in `prod-eu-1: paused`. */
  done: string;
  /** Whether to ask even for a single cluster. */
  grave?: boolean;
  /** Describes beforehand what will happen, as lines for stderr. Rejects with Refused if it is impossible. */
  foresee?: ((client: Client, names: readonly string[]) => Promise<readonly string[]>) | undefined;
  act: (client: Client, name: string) => Promise<unknown>;
  /** What to type next, if everything was done. */
  next: (names: readonly string[]) => { why: string; command: string } | undefined;
}

/** The most names in a suggested command: more would fill the terminal. */
const mostNamed = 20;

/**
 * Acts on several clusters; for many, asks first. If one fails, the others continue. Ctrl-C starts no further one,
 * waits for those under way, and says how to continue. Resolves to the exit code.
 */
export async function each(
  deed: Deed,
  names: readonly string[],
  options: Globals & Chosen,
  io: Io,
): Promise<number> {
  const choose = chooserOf(names, options);
  const work = async (client: Client) => {
    const chosen = await choose(client);
    if (deed.foresee !== undefined) writeLines(io.stderr, await deed.foresee(client, chosen));
    if (chosen.length > 1 || deed.grave) await confirm(io, deed.question(counted(chosen)), options);
    const outcomes = await withProgress(io, `${deed.doing} ${counted(chosen)}`, ({ say }) =>
      overAll(chosen, (name) => deed.act(client, name), {
        signal: io.signal,
        onEnd: (count) => say(`${deed.doing} ${count} of ${chosen.length}`),
      }),
    );
    throwWhereNoneAnswered(outcomes);
    const results = chosen.map((name, index): Result => {
      const outcome = outcomes[index] ?? { is: 'not begun' };
      if (outcome.is !== 'failed') return { name, result: outcome.is };
      return { name, result: 'failed', ...errorInWords(outcome.error) };
    });
    printResults(results, deed.done, options, io);
    sayHowToGoOn(deed, results, options, io);
    if (results.some(({ result }) => result !== 'done')) return exitCodes.failed;
    const next = deed.next(names);
    if (next !== undefined) sayNext(io, options, next.why, next.command);
    return exitCodes.done;
  };
  return withClientForChange(options, io, work);
}

function sayHowToGoOn({ command }: Deed, results: readonly Result[], options: Globals, io: Io): void {
  if (!io.signal.aborted) return;
  const left = results.flatMap(({ name, result }) => (result === 'not begun' ? [name] : []));
  if (left.length === 0) return;
  const line =
    left.length > mostNamed
      ? `Interrupted: ${left.length} clusters were not begun. To continue, run the same command again.`
      : `Interrupted. To continue: ${commandLine(`${command} ${left.join(' ')}`, options, io.environment)}`;
  say(io, line);
}

export function counted(names: readonly string[]): string {
  return names.length === 1 ? (names[0] ?? '') : `${names.length} clusters`;
}
