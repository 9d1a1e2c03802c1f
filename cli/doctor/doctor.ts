import { asCommands } from '../../shared/api/asCommands.ts';
import { withClient } from '../connect/connect.ts';
import { commandLine } from '../output/next.ts';
import { print } from '../output/print.ts';
import { exitCodes, usageError } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import { type Io, lookOn } from '../program/io.ts';
import { checkedName } from '../select/chooseNames.ts';
import { withProgress } from '../terminal/progress.ts';
import { decideVerdict } from './decideVerdict.ts';
import { doctorLines } from './doctorLines.ts';
import { mending } from './mending.ts';
import { readEvidence } from './readEvidence.ts';

export interface DoctorOptions extends Globals {
  context?: string | undefined;
  kubeconfig?: string | undefined;
}

/** `pullpass doctor [NAME]`: exit code 1 if something is wrong. */
export async function doctor(name: string | undefined, options: DoctorOptions, io: Io): Promise<number> {
  if (name !== undefined) return ofCluster(checkedName(name), options, io);
  if (options.context !== undefined || options.kubeconfig !== undefined)
    throw usageError('--context and --kubeconfig are for one cluster.', 'Name it: pullpass doctor NAME');
  return (await import('./fleet/fleetDoctor.ts')).fleetDoctor(options, io);
}

async function ofCluster(name: string, options: DoctorOptions, io: Io): Promise<number> {
  const asksHere = options.context !== undefined || options.kubeconfig !== undefined;
  // Loaded only if requested: a kubeconfig may need many modules.
  const admin = asksHere ? await import('./admin/fromHere.ts') : undefined;
  // Errors in the command line are reported before anything is asked.
  const context = await admin?.loadContext(options, io);
  const [known, fromHere] = await withClient(options, io, (client) =>
    withProgress(io, `Examining ${name}`, async (progress) => {
      const found = await readEvidence(client, name);
      if (admin === undefined || context === undefined) return [found, undefined] as const;
      progress.say(`Looking at ${name} from this machine`);
      return [found, await admin.askFromHere(context, found, io)] as const;
    }),
  );
  const { cluster, check, events } = known;
  const { status } = cluster;
  const verdict = decideVerdict({ status, checks: check.preflight.checks, fromHere });
  const mend = mending(verdict, cluster);
  const remedies = mend.remedies.map((remedy) => asCommands(remedy));
  const commands = mend.commands.map((command) => commandLine(command, options, io.environment));
  print(io, options.output, {
    data: {
      name,
      verdict: { ...verdict, failed: undefined },
      remedies,
      commands,
      checks: check.preflight.checks,
      ...(fromHere !== undefined && { fromHere }),
      ...(check.held !== undefined && { held: check.held }),
      status,
      events,
    },
    names: [verdict.cause],
    lines: () =>
      doctorLines(
        { ...known, verdict, remedies, commands, fromHere, context: context?.name },
        lookOn(io.stdout, io),
      ),
  });
  return verdict.cause === 'none' ? exitCodes.done : exitCodes.failed;
}
