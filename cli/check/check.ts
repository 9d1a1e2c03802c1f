import { counted } from '../actions/each.ts';
import { throwWhereNoneAnswered } from '../api/noneAnswered.ts';
import { withClient } from '../connect/connect.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import { type Io, lookOn } from '../program/io.ts';
import { overAll } from '../program/overAll.ts';
import { chooserOf } from '../select/chooseNames.ts';
import type { Chosen } from '../select/options.ts';
import { withProgress } from '../terminal/progress.ts';
import { findingLines } from './findingLines.ts';
import { findingOf } from './findings.ts';

/** `pullpass check`. Asks no question: it changes nothing. Exit code 1 if a check failed or was not made. */
export async function check(names: readonly string[], options: Globals & Chosen, io: Io): Promise<number> {
  const choose = chooserOf(names, options);
  return withClient(options, io, async (client) => {
    const chosen = await choose(client);
    const doing = `Checking ${counted(chosen)}`;
    const outcomes = await withProgress(io, doing, ({ say }) =>
      overAll(chosen, (name) => client.check(name), {
        signal: io.signal,
        onEnd: (count) => say(`${doing}, ${count} done`),
      }),
    );
    if (!io.signal.aborted) throwWhereNoneAnswered(outcomes);
    const findings = chosen.map((name, index) =>
      findingOf(name, outcomes[index] ?? { is: 'not begun' }, io.signal.aborted),
    );
    const look = lookOn(io.stdout, io);
    print(io, options.output, {
      data: findings,
      names: findings.filter(({ result }) => result === 'passed').map(({ name }) => name),
      lines: () =>
        findings.flatMap((finding, index) => [...(index === 0 ? [] : ['']), ...findingLines(finding, look)]),
    });
    const bad = findings.find(({ result }) => result !== 'passed');
    if (bad === undefined) return exitCodes.done;
    if ('preflight' in bad) sayNext(io, options, 'Once it is repaired', `refresh ${bad.name}`);
    return exitCodes.failed;
  });
}
