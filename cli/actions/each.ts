import type { Client } from '../api/client.ts';
import { Refused } from '../api/refused.ts';
import { withClient } from '../connect/connect.ts';
import { exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { type Outcome, overAll } from '../program/overAll.ts';
import { chooseNames } from '../select/chooseNames.ts';
import type { Chosen } from '../select/options.ts';
import { confirm } from '../terminal/confirm.ts';
import { withProgress } from '../terminal/progress.ts';
import { printResults, type Result } from './results.ts';

/** What is done to each of several clusters. */
export interface Deed {
  /** As in `Pause 12 clusters?` */
  verb: string;
  /** As in `Pausing 3 of 12`. */
  doing: string;
  /** As in `prod-eu-1: paused`. */
  done: string;
  /** Whether even one cluster is asked about. */
  grave?: boolean;
  /** What will happen, told before the question, as lines for stderr. Rejects with Refused where it cannot be done. */
  foresee?: ((client: Client, names: readonly string[]) => Promise<readonly string[]>) | undefined;
  act: (client: Client, name: string) => Promise<unknown>;
}

/**
 * Does something to several clusters, after a question where they are many. One that fails stops no other. Ctrl-C
 * begins no further one, and waits for those under way. Resolves to the exit code.
 */
export async function each(
  deed: Deed,
  names: readonly string[],
  options: Globals & Chosen,
  io: Io,
): Promise<number> {
  const work = async (client: Client) => {
    const chosen = await chooseNames(client, names, options);
    if (deed.foresee !== undefined)
      for (const line of await deed.foresee(client, chosen)) io.stderr.write(`${line}\n`);
    if (chosen.length > 1 || deed.grave) await confirm(io, `${deed.verb} ${counted(chosen)}?`, options);
    let count = 0;
    const outcomes = await withProgress(io, `${deed.doing} ${counted(chosen)}`, (progress) =>
      overAll(
        chosen,
        async (name) => {
          await deed.act(client, name);
          progress.say(`${deed.doing} ${++count} of ${chosen.length}`);
        },
        io,
      ),
    );
    const results = chosen.map((name, index) => resultOf(name, outcomes[index] ?? { is: 'not begun' }));
    printResults(results, deed.done, options, io);
    return results.every(({ result }) => result === 'done') ? exitCodes.done : exitCodes.failed;
  };
  return withClient(options, io, work, { abortable: false });
}

/** Throws what is no matter of one cluster: no answer, or a caller who may not ask. */
function resultOf(name: string, outcome: Outcome<unknown>): Result {
  if (outcome.is !== 'failed') return { name, result: outcome.is };
  const { error } = outcome;
  if (!(error instanceof Refused) || error.problem === undefined) throw error;
  const { message, remedy } = error;
  return { name, result: 'failed', message, ...(remedy !== undefined && { remedy }) };
}

function counted(names: readonly string[]): string {
  return names.length === 1 ? (names[0] ?? '') : `${names.length} clusters`;
}
