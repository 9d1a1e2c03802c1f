import type { ChangedCluster, DryRun } from '../api/client.ts';
import { withClient } from '../connect/connect.ts';
import { readText } from '../files/readText.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import { coloursOn, columnsOf, type Io } from '../program/io.ts';
import { untilAnswered } from '../program/untilAnswered.ts';
import { checkedName } from '../select/chooseNames.ts';
import { checkLines } from '../terminal/checkLines.ts';
import { withProgress } from '../terminal/progress.ts';
import { printable, wrapped } from '../terminal/text.ts';

export interface RotateOptions extends Globals {
  kubeconfig: string;
  context?: string | undefined;
  dryRun?: true | undefined;
  preflight: boolean;
}

/** `pullpass rotate NAME --kubeconfig FILE` */
export async function rotate(given: string, options: RotateOptions, io: Io): Promise<number> {
  const name = checkedName(given);
  const { context, dryRun, preflight, output } = options;
  const kubeconfig = await readText('--kubeconfig', options.kubeconfig, io);
  const rotation = { kubeconfig, ...(context !== undefined && { context }) };
  const answer = await withClient(
    options,
    io,
    (client) =>
      withProgress(
        io,
        `Checking the new credential of ${name}`,
        (): Promise<ChangedCluster | DryRun> =>
          dryRun
            ? client.tryRotate(name, rotation, { preflight })
            : untilAnswered(
                () => client.rotate(name, rotation, { preflight }),
                `pullpass events ${name}`,
                io,
              ),
      ),
    { abortable: dryRun === true },
  );
  const { stdout, environment } = io;
  const width = columnsOf(stdout);
  const { notices = [] } = answer;
  print(io, output, {
    data: answer,
    names: [name],
    lines: () => [
      ...checkLines(answer.preflight?.checks ?? [], {
        width,
        colour: coloursOn(stdout, environment),
      }),
      ...notices.flatMap((notice) => wrapped(`! ${printable(notice)}`, width)),
      ...wrapped(
        dryRun
          ? `The credential of ${name} could be replaced; nothing was stored.`
          : `${name} has its new credential.`,
        width,
      ),
    ],
  });
  if (!dryRun) sayNext(io, options, 'See how the next push goes', `get ${name}`);
  return exitCodes.done;
}
