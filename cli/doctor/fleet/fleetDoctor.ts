import { clusters as counted } from '../../../shared/fleet/words.ts';
import { withClient } from '../../connect/connect.ts';
import { sayNext } from '../../output/next.ts';
import { print } from '../../output/print.ts';
import { exitCodes } from '../../program/errors.ts';
import type { Globals } from '../../program/globals.ts';
import { coloursOn, columnsOf, type Io } from '../../program/io.ts';
import { readStatus } from '../../status/readStatus.ts';
import { withProgress } from '../../terminal/progress.ts';
import { fleetDoctorLines } from './fleetDoctorLines.ts';
import { withFurtherTrouble } from './furtherTrouble.ts';
import { groupProblems } from './groupProblems.ts';

/** `pullpass doctor`: exit code 1 where something is wrong. */
export async function fleetDoctor(options: Globals, io: Io): Promise<number> {
  const { stdout, environment } = io;
  const status = await withClient(options, io, (client) =>
    withProgress(io, 'Reading the fleet', () => readStatus(client, io.now)),
  );
  const now = io.now();
  const groups = groupProblems(withFurtherTrouble(status, now));
  print(io, options.output, {
    data: groups.map((group) => ({ ...group, count: group.clusters.length })),
    names: [...new Set(groups.flatMap(({ clusters }) => clusters))].sort(),
    lines: () =>
      fleetDoctorLines(groups, {
        now,
        width: columnsOf(stdout),
        colour: coloursOn(stdout, environment),
        well: `Nothing wrong was found in ${counted(status.fleet.registered)}.`,
      }),
  });
  const [first] = groups[0]?.clusters ?? [];
  if (first === undefined) return exitCodes.done;
  sayNext(io, options, 'Why, from all sides', `doctor ${first}`);
  return exitCodes.failed;
}
