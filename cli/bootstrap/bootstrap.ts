import { grantsOf } from '../../shared/rbac/grantsOf.ts';
import type { Identity } from '../../shared/rbac/identity.ts';
import { manifestsOf } from '../../shared/rbac/manifestsOf.ts';
import { loadContext } from '../admin/loadContext.ts';
import { withClient } from '../connect/connect.ts';
import { commandLine, sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { say } from '../output/say.ts';
import { printedManifests } from '../permissions/manifestText.ts';
import { identityIn, usual } from '../permissions/subjectOf.ts';
import { untilEnd } from '../program/ending.ts';
import { exitCodes } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import { untilServed } from '../register/untilServed.ts';
import { confirm } from '../terminal/confirm.ts';
import { withProgress } from '../terminal/progress.ts';
import { foldedLines, printable } from '../terminal/text.ts';
import { type Admin, asAdmin } from './asAdmin.ts';
import { type CarriedOut, carryOut } from './carryOut.ts';
import { commandAgain } from './commandAgain.ts';
import { usualInUse } from './defaultIdentity.ts';
import { type Description, describedBy, wantedSpec } from './description.ts';
import type { BootstrapOptions } from './options.ts';
import { type Prepared, prepare, type Wish } from './prepare.ts';
import { mayNot, preparedLines, showPrepared } from './preparedLines.ts';
import { takeBack } from './takeBack.ts';
import { usualLife } from './tokenLife.ts';
import { givenWay, wayOf } from './ways.ts';

/** `pullpass bootstrap NAME --context CONTEXT` */
export async function bootstrap(
  named: string | undefined,
  options: BootstrapOptions,
  io: Io,
): Promise<number> {
  const description = await describedBy(named, options, io);
  const { name } = description;
  const identity = options.identity === undefined ? undefined : identityIn(options.identity);
  if (options.undo) return (await import('./undo.ts')).undo(name, identity, options, io);
  // Errors in the command line are reported before any question.
  if (options.output === 'yaml') return printAll(description, identity, options, io);
  const context = await loadContext(options, io);
  const ways = { context: await wayOf(context), given: await givenWay(options, io) };
  const life = options.tokenLife ?? usualLife;
  const commands = commandsOf(name, options, context.name, io);
  return asAdmin(context, options, commands, io, (admin) =>
    work({ description, context: context.name, ways, identity, life }, admin, commands.again, options, io),
  );
}

async function work(
  wish: Wish,
  admin: Admin,
  again: string,
  options: BootstrapOptions,
  io: Io,
): Promise<number> {
  const { client, api, trail } = admin;
  const { name } = wish.description;
  const prepared = await trail.step(() =>
    untilEnd(
      withProgress(io, `Looking at ${name}`, ({ say }) => prepare(wish, { client, api, now: io.now, say })),
      io.signal,
    ),
  );
  const { lacks } = prepared;
  showPrepared((look) => preparedLines(prepared, look), lacks, options, io);
  if (lacks.length > 0)
    throw mayNot(
      'You may not grant PullPass all that its targets need. Nothing was made or changed.',
      lacks,
      'Ask somebody with these rights to run it, or need fewer rights: literal --namespaces need no ClusterRole.',
    );
  if (options.dryRun) return printChanges(prepared, options, io);
  if (isDone(prepared)) return tellDone(prepared, options, io);
  await confirm(io, questionOf(prepared, wish.context), options);
  const done = await withProgress(io, `Bootstrapping ${name}`, ({ say }) =>
    carryOut(prepared, { ...admin, say }),
  );
  return await finish(prepared, done, admin, again, options, io);
}

function commandsOf(name: string, options: BootstrapOptions, context: string, io: Io) {
  const line = (command: string) => commandLine(command, options, io.environment);
  const again = commandAgain(name, options, { context });
  return {
    goOn: line(again),
    undo: line(commandAgain(name, options, { context, undo: true })),
    again: `${line(again)} -y`,
  };
}

const isDone = ({ plan, credential, differs }: Prepared) =>
  plan.creates.length + plan.changes.length + plan.removes.length + differs.length === 0 && !credential.mint;

function tellDone({ name, registered }: Prepared, options: BootstrapOptions, io: Io): number {
  print(io, options.output, {
    data: registered,
    names: [],
    lines: () => foldedLines(`${name} is as it should be: nothing was changed.`, io.stdout),
  });
  sayNext(io, options, 'See how it stands', `get ${name}`);
  return exitCodes.done;
}

function questionOf({ name, plan, registered }: Prepared, context: string): string {
  const writes = plan.creates.length + plan.changes.length + plan.removes.length;
  const inCluster = writes === 0 ? '' : `Write this into the cluster of ${context}, and `;
  const verb = registered === undefined ? 'register' : 'change';
  return `${inCluster}${writes === 0 ? `${verb[0]?.toUpperCase()}${verb.slice(1)}` : verb} ${name}?`;
}

async function finish(
  prepared: Prepared,
  { cluster, life }: CarriedOut,
  { client, api, trail }: Admin,
  again: string,
  options: BootstrapOptions,
  io: Io,
): Promise<number> {
  const { name, registered, spec } = prepared;
  trail.say(`${name} is registered in PullPass.`);
  const before = registered?.status.lastAttemptAt;
  const served =
    cluster === undefined || spec.paused
      ? undefined
      : await trail.step(() =>
          withProgress(io, `Waiting for the push to ${name}`, () => untilServed(client, name, io, before)),
        );
  const isHealthy = served === undefined || served.is === 'healthy';
  const kept = await withProgress(io, `Waiting until ${name} needs nothing of it`, () =>
    takeBack(prepared, { client, api, trail }, io, isHealthy),
  );
  print(io, options.output, {
    data: await client.get(name),
    names: [name],
    lines: () =>
      [
        ...(cluster?.notices ?? []).map((notice) => `! ${notice}`),
        ...(life === undefined ? [] : [life]),
        served === undefined
          ? spec.paused
            ? `${name} is paused: nothing is pushed until it is resumed.`
            : `${name} is as it should be.`
          : served.is === 'healthy'
            ? `${name} is Healthy.`
            : `${name} is registered, but not Healthy: ${served.because}`,
        ...(kept === undefined ? [] : [`! ${kept}`]),
      ].flatMap((line) => foldedLines(printable(line), io.stdout)),
  });
  if (options.output === 'table') say(io, `To do this again without questions: ${again}`);
  if (!isHealthy) sayNext(io, options, 'See why', `doctor ${name}`);
  return isHealthy ? exitCodes.done : exitCodes.failed;
}

/** `-o yaml`: all manifests, to commit to Git. Asks nothing, changes nothing. */
async function printAll(
  description: Description,
  identity: Identity | undefined,
  options: BootstrapOptions,
  io: Io,
): Promise<number> {
  const registered =
    description.fields['targets'] === undefined
      ? await withClient(options, io, (client) => client.find(description.name))
      : undefined;
  const fields = { registries: [anyRegistry], ...description.fields };
  const { targets } = wantedSpec({ ...description, fields }, registered);
  const all = manifestsOf(grantsOf(targets), identity ?? usualInUse(registered) ?? usual, { renews: true });
  io.stdout.write(printedManifests(all, 'yaml'));
  return exitCodes.done;
}

/** RBAC does not depend on the registry. */
const anyRegistry = { name: 'any', kind: 'ecr', accountId: '000000000000', region: 'us-east-1' };

function printChanges({ wanted, name }: Prepared, { output }: BootstrapOptions, io: Io): number {
  io.stdout.write(printedManifests(wanted, output));
  say(
    io,
    `Nothing was changed. These are all manifests that ${name} needs. To do it, run the same without --dry-run.`,
  );
  return exitCodes.done;
}
