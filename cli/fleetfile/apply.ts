import type { Client } from '../api/client.ts';
import { withClientForChange } from '../connect/connect.ts';
import { commandLine, sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { say, writeLines } from '../output/say.ts';
import { exitCodes } from '../program/errors.ts';
import { columnsOf, type Io } from '../program/io.ts';
import { overAll } from '../program/overAll.ts';
import { confirm } from '../terminal/confirm.ts';
import { withProgress } from '../terminal/progress.ts';
import { plural } from '../words.ts';
import { describeFleet, questionOf } from './change/describe.ts';
import { atOnce } from './change/plan.ts';
import type { Planned } from './change/planned.ts';
import { type Applied, appliedOf } from './change/result.ts';
import { commandOf } from './command.ts';
import type { FleetOptions } from './options.ts';
import { prepare, readFleet } from './prepare.ts';
import { linesOfApplied } from './report.ts';

/**
 * `pullpass apply -f FILE`: shows what would change, asks, and does it, several clusters at a time. Ctrl-C starts no
 * further cluster, and waits for those under way. Resolves to the exit code.
 */
export async function apply(options: FleetOptions, io: Io): Promise<number> {
  const wanted = await readFleet('apply', options, io);
  return withClientForChange(options, io, async (client) =>
    work(client, await prepare(client, wanted, 'apply', options, io), options, io),
  );
}

async function work(
  client: Client,
  planned: readonly Planned[],
  options: FleetOptions,
  io: Io,
): Promise<number> {
  const todo = planned.filter(({ act }) => act !== undefined);
  show(planned, options, io);
  if (todo.length > 0) await confirm(io, questionOf(planned), options);
  const results = await applyAll(client, planned, options, io);
  print(io, options.output, {
    data: results,
    names: results.filter((each) => each.result === 'done' && changed(each)).map(({ name }) => name),
    lines: () => linesOfApplied(results, columnsOf(io.stdout)),
  });
  if (io.signal.aborted) sayInterrupted(results, options, io);
  else if (results.every(({ result }) => result === 'done'))
    sayNext(io, options, 'See how it goes', 'status');
  if (results.every(({ result }) => result === 'done')) return exitCodes.done;
  return results.some(({ signIn }) => signIn) ? exitCodes.notSignedIn : exitCodes.failed;
}

const changed = ({ act }: Applied) => act !== 'same' && act !== 'keep';

/** For the person who is asked, and for logs: on stderr, because it is a plan and not a result. */
function show(planned: readonly Planned[], { output, yes }: FleetOptions, io: Io): void {
  if (output !== 'table' && yes) return;
  writeLines(io.stderr, describeFleet(planned, columnsOf(io.stderr)));
}

async function applyAll(
  client: Client,
  planned: readonly Planned[],
  { preflight = true }: FleetOptions,
  io: Io,
): Promise<Applied[]> {
  const todo = planned.filter(({ act }) => act !== undefined).length;
  let count = 0;
  const outcomes = await withProgress(io, `Applying to ${plural(todo, 'cluster')}`, (progress) =>
    overAll(
      planned,
      async ({ act }) => {
        if (act === undefined) return undefined;
        try {
          return await act(client, { preflight });
        } finally {
          progress.say(`Applied ${++count} of ${todo}`);
        }
      },
      { signal: io.signal, atOnce },
    ),
  );
  return planned.map((each, index) => appliedOf(each, outcomes[index] ?? { is: 'not begun' }));
}

function sayInterrupted(results: readonly Applied[], options: FleetOptions, io: Io): void {
  const mine = results.filter(changed);
  const count = (of: Applied['result']) => mine.filter(({ result }) => result === of).length;
  say(
    io,
    `Interrupted: ${count('done')} done, ${count('failed')} failed, ${count('unknown')} not known, ${count('not begun')} not begun.`,
  );
  say(io, `Go on with: ${commandLine(commandOf('apply', options), options, io.environment)}`);
}
