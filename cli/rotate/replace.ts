import type { ChangedCluster, Client, DryRun, Rotation } from '../api/client.ts';
import { withClient, withClientForChange } from '../connect/connect.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { exitCodes } from '../program/errors.ts';
import { columnsOf, type Io } from '../program/io.ts';
import { untilAnswered } from '../program/untilAnswered.ts';
import { changeLines } from '../terminal/changeLines.ts';
import { withProgress } from '../terminal/progress.ts';
import { printable, wrapped } from '../terminal/text.ts';
import type { RotateOptions } from './options.ts';

/** Sends an existing credential, and reports the result. */
export async function replace(
  name: string,
  rotation: Rotation,
  options: RotateOptions,
  io: Io,
): Promise<number> {
  const connected = options.dryRun ? withClient : withClientForChange;
  const answer = await connected(options, io, (client) => send(client, name, rotation, options, io));
  return tell(name, answer, options, io);
}

/** Checks the credential and, unless it is a dry run, replaces the one in use. */
export function send(
  client: Client,
  name: string,
  rotation: Rotation,
  { dryRun, preflight }: Pick<RotateOptions, 'dryRun' | 'preflight'>,
  io: Io,
): Promise<ChangedCluster | DryRun> {
  return withProgress(
    io,
    `Checking the new credential of ${name}`,
    (): Promise<ChangedCluster | DryRun> =>
      dryRun
        ? client.tryRotate(name, rotation, { preflight })
        : untilAnswered(() => client.rotate(name, rotation, { preflight }), `pullpass events ${name}`, io),
  );
}

/** @param more what else to say */
export function tell(
  name: string,
  answer: ChangedCluster | DryRun,
  options: RotateOptions,
  io: Io,
  more: readonly string[] = [],
): number {
  const width = columnsOf(io.stdout);
  const { preflight, notices } = answer;
  const became = options.dryRun
    ? `The credential of ${name} could be replaced; nothing was stored.`
    : `${name} has its new credential.`;
  print(io, options.output, {
    data: answer,
    names: [name],
    lines: () => [
      ...changeLines({ preflight, notices }, io.stdout, io),
      ...[became, ...more].flatMap((line) => wrapped(printable(line), width)),
    ],
  });
  if (!options.dryRun) sayNext(io, options, 'See how the next push goes', `get ${name}`);
  return exitCodes.done;
}
