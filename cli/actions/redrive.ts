import { closing } from '../connect/aws.ts';
import { explained } from '../connect/explainAws.ts';
import { installationOf } from '../connect/installation.ts';
import { withTable } from '../connect/withTable.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { CommandError, exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { openDeadLetters } from '../recovery/redrive/deadLetters.ts';
import { redrive as redriveQueue } from '../recovery/redrive/redrive.ts';
import { describeRedrive } from '../recovery/redrive/report.ts';
import { stageNames } from '../stage.ts';
import { withProgress } from '../terminal/progress.ts';
import { foldedLines } from '../terminal/text.ts';

interface RedriveOptions extends Globals {
  dryRun?: true;
  dropUnreadable?: true;
}

/**
 * `pullpass redrive`: empties the dead-letter queue, and makes due those of its clusters that still wait for a push.
 */
export async function redrive(options: RedriveOptions, io: Io): Promise<number> {
  const { dryRun = false, dropUnreadable = false, output } = options;
  const installation = await installationOf(options, io);
  const { table: name, deadLetterQueue: queue } = stageNames(installation.stage);
  const { findings, undeleted } = await explained(
    `AWS in ${installation.region} was asked for the messages in ${queue} and the records in ${name}`,
    'Allow what pullpass redrive --help lists.',
    () =>
      withProgress(io, 'Reading the dead letters', async () =>
        closing(await openDeadLetters(installation, io.signal), (letters) =>
          withTable(installation, (table) =>
            redriveQueue({ letters, table, now: io.now }, { dryRun, dropUnreadable }, io.signal),
          ),
        ),
      ),
  );
  print(io, output, {
    data: { queue, dryRun, undeleted, messages: findings },
    names: [
      ...new Set(findings.filter(({ act }) => act === 'make-due').map(({ cluster }) => cluster)),
    ].sort(),
    lines: () =>
      foldedLines(describeRedrive({ findings, undeleted }, { queue, dryRun, now: io.now() }), io.stdout),
  });
  if (io.signal.aborted)
    throw new CommandError('Interrupted. The messages still in the queue are unchanged.', {
      exitCode: exitCodes.interrupted,
    });
  if (dryRun) sayNext(io, options, 'To do it', 'redrive');
  else sayNext(io, options, 'How the fleet is then', 'status');
  const left = findings.some(({ act }) => act === 'leave') || undeleted > 0;
  return left ? exitCodes.failed : exitCodes.done;
}
