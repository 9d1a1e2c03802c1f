import { clusters as counted } from '../../../shared/fleet/words.ts';
import { withClient } from '../../connect/connect.ts';
import { sayNext } from '../../output/next.ts';
import { print } from '../../output/print.ts';
import { exitCodes } from '../../program/errors.ts';
import type { Globals } from '../../program/globals.ts';
import { type Io, lookOn } from '../../program/io.ts';
import { readStatus } from '../../status/readStatus.ts';
import { withProgress } from '../../terminal/progress.ts';
import { fleetDoctorLines } from './fleetDoctorLines.ts';
import { withFurtherTrouble } from './furtherTrouble.ts';
import { groupProblems } from './groupProblems.ts';

/** `pullpass doctor`: exit code 1 if something is wrong. */
export async function fleetDoctor(options: Globals, io: Io): Promise<number> {
  const status = await withClient(options, io, (client) =>
    withProgress(io, 'Reading the fleet', () => readStatus(client, io.now)),
  );
  const look = lookOn(io.stdout, io);
  const groups = groupProblems(withFurtherTrouble(status, look.now));
  const well = `Nothing wrong was found in ${counted(status.fleet.registered)}.`;
  print(io, options.output, {
    data: groups.map((group) => ({ ...group, count: group.clusters.length })),
    names: [...new Set(groups.flatMap(({ clusters }) => clusters))].sort(),
    lines: () => fleetDoctorLines(groups, well, look),
  });
  const [first] = groups[0]?.clusters ?? [];
  if (first === undefined) return exitCodes.done;
  sayNext(io, options, 'Why, from all sides', `doctor ${first}`);
  return exitCodes.failed;
}
