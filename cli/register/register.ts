import type { ChangedCluster, Client, DryRun } from '../api/client.ts';
import { Refused } from '../api/refused.ts';
import { withClient, withClientForChange } from '../connect/connect.ts';
import { readText, refuseTwoStdins } from '../files/readText.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { say } from '../output/say.ts';
import { CommandError, exitCodes, usageError } from '../program/errors.ts';
import { columnsOf, type Io } from '../program/io.ts';
import { untilAnswered } from '../program/untilAnswered.ts';
import { checkedName } from '../select/chooseNames.ts';
import { changeLines } from '../terminal/changeLines.ts';
import { withProgress } from '../terminal/progress.ts';
import { printable, wrapped } from '../terminal/text.ts';
import { clusterIn } from './fromFile.ts';
import type { RegisterOptions } from './options.ts';
import { refuseDescribing, registrationOf } from './registrationOf.ts';
import { untilServed } from './untilServed.ts';

/** `pullpass register` */
export async function register(name: string | undefined, options: RegisterOptions, io: Io): Promise<number> {
  const cluster = await wanted(name, options, io);
  const { dryRun, wait } = options;
  return (dryRun ? withClient : withClientForChange)(options, io, async (client) => {
    const answer = await send(client, cluster, options, io);
    show(answer, cluster.name, options, io);
    if (dryRun) say(io, 'To register it, run the same without --dry-run.');
    else if (wait) return await waitFor(client, cluster.name, io);
    else sayNext(io, options, 'See how the first push goes', `get ${cluster.name}`);
    return exitCodes.done;
  });
}

function send(
  client: Client,
  cluster: { name: string },
  { dryRun, preflight }: RegisterOptions,
  io: Io,
): Promise<ChangedCluster | DryRun> {
  const { name } = cluster;
  const conditions = { onlyNew: true, preflight };
  return withProgress(
    io,
    `Checking ${name}`,
    (): Promise<ChangedCluster | DryRun> =>
      dryRun
        ? client.tryPut(cluster, conditions)
        : untilAnswered(() => client.put(cluster, conditions), `pullpass get ${name}`, io),
  ).catch((error: unknown) => {
    if (!(error instanceof Refused && error.status === 412)) throw error;
    throw new CommandError(`${name} is registered already, and nothing was changed.`, {
      remedy: `pullpass get ${name} shows it. Change it by pullpass target, pullpass rotate or pullpass apply.`,
      cause: error,
    });
  });
}

const noName = 'Give it there as `name`, or on the command line: pullpass register NAME --file FILE.';

async function wanted(name: string | undefined, options: RegisterOptions, io: Io): Promise<{ name: string }> {
  const { file, kubeconfig } = options;
  refuseTwoStdins({ '--file': file, '--kubeconfig': kubeconfig });
  if (file !== undefined) {
    refuseDescribing(options);
    const described = clusterIn(file, await readText('--file', file, io));
    const named = name ?? described['name'];
    if (typeof named !== 'string') throw usageError(`--file: ${file} does not name a cluster.`, noName);
    return {
      ...described,
      ...(kubeconfig !== undefined && { kubeconfig: await readText('--kubeconfig', kubeconfig, io) }),
      ...(options.context !== undefined && { context: options.context }),
      name: checkedName(named),
    };
  }
  if (name === undefined) throw usageError('Which cluster?', 'Give its name: pullpass register NAME.');
  if (kubeconfig === undefined)
    throw usageError(
      'PullPass needs a credential for the cluster.',
      'Give --kubeconfig FILE. docs/permissions.md makes one.',
    );
  return registrationOf(checkedName(name), await readText('--kubeconfig', kubeconfig, io), options);
}

function show(answer: ChangedCluster | DryRun, name: string, { output }: RegisterOptions, io: Io): void {
  const { stdout } = io;
  print(io, output, {
    data: answer,
    names: [name],
    lines: () => [
      ...changeLines(answer, stdout, io),
      ...wrapped(whatBecame(answer, name), columnsOf(stdout)),
    ],
  });
}

function whatBecame(answer: ChangedCluster | DryRun, name: string): string {
  if ('dryRun' in answer) return `${name} could be registered; nothing was stored.`;
  return answer.paused
    ? `${name} is registered, but paused: nothing is pushed until it is resumed.`
    : `${name} is registered; the first push is on its way.`;
}

async function waitFor(client: Client, name: string, io: Io): Promise<number> {
  const served = await withProgress(io, `Waiting for the first push to ${name}`, () =>
    untilServed(client, name, io),
  );
  if (served.is === 'healthy') {
    say(io, `${name} is Healthy.`);
    return exitCodes.done;
  }
  say(io, `${name} is not Healthy: ${printable(served.because)}`);
  return exitCodes.failed;
}
