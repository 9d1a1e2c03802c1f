import type { Identity } from '../../shared/rbac/identity.ts';
import type { AdminApi } from '../admin/adminApi.ts';
import { loadContext } from '../admin/loadContext.ts';
import type { Client, Cluster } from '../api/client.ts';
import { commandLine } from '../output/next.ts';
import { print } from '../output/print.ts';
import { say } from '../output/say.ts';
import { poll } from '../poll.ts';
import { CommandError, exitCodes } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import { confirm } from '../terminal/confirm.ts';
import { withProgress } from '../terminal/progress.ts';
import { foldedLines, printable } from '../terminal/text.ts';
import { listed } from '../words.ts';
import { type Admin, asAdmin } from './asAdmin.ts';
import { asCommandError } from './asCommandError.ts';
import type { Doing } from './carryOut.ts';
import { commandAgain } from './commandAgain.ts';
import { defaultIdentity } from './defaultIdentity.ts';
import type { BootstrapOptions } from './options.ts';
import { ownerOf } from './rbac/ownership.ts';
import { accountOf, type Ref, shownRef, type Undone } from './rbac/plan.ts';
import { planRbac } from './rbac/planRbac.ts';
import { read } from './rbac/read.ts';
import { undoRbac } from './rbac/undoRbac.ts';
import { refuseAnother } from './refuseAnother.ts';
import { whoAndWhere } from './whoAndWhere.ts';

/** Seconds to wait for a deregistration: it removes what was written, with the present credential. */
const patience = 180;

/**
 * `pullpass bootstrap NAME --undo`: first deregisters, while the credential can still remove what was pushed, then
 * removes RBAC and identity.
 */
export async function undo(
  name: string,
  named: Identity | undefined,
  options: BootstrapOptions,
  io: Io,
): Promise<number> {
  const context = await loadContext(options, io);
  const command = commandLine(
    commandAgain(name, options, { context: context.name, undo: true }),
    options,
    io.environment,
  );
  return asAdmin(context, options, { goOn: command }, io, async (admin) => {
    const { registered, identity, own } = await admin.trail.step(() => look(name, named, admin));
    show(own, registered, io);
    if (own.length === 0 && registered === undefined) return told(name, undefined, options, io);
    await confirm(io, questionOf(name, registered, context.name), options);
    const undone = await withProgress(io, `Undoing ${name}`, ({ say }) =>
      work(name, identity, registered, { ...admin, say }, io),
    );
    return told(name, undone, options, io);
  });
}

async function look(
  name: string,
  named: Identity | undefined,
  { client, api, context: { name: context } }: Admin,
): Promise<{ registered: Cluster | undefined; identity: Identity; own: Ref[] }> {
  const registered = await client.find(name);
  refuseAnother(name, registered, await asCommandError(() => whoAndWhere(api, context)), context);
  const identity = named ?? (await asCommandError(() => defaultIdentity(api, registered)));
  const { removes } = await asCommandError(() => planRbac(api, [], identity));
  const account = await asCommandError(() => ownAccount(api, identity));
  return { registered, identity, own: [...removes, ...account] };
}

/** The service account, if it has our labels. */
async function ownAccount(api: AdminApi, identity: Identity): Promise<Ref[]> {
  const { found } = await read(api, accountOf(identity));
  return found !== undefined && ownerOf(found, identity) === 'this' ? [accountOf(identity)] : [];
}

async function work(
  name: string,
  identity: Identity,
  registered: Cluster | undefined,
  doing: Doing,
  io: Io,
): Promise<Undone> {
  const { client, api, trail, say } = doing;
  if (registered !== undefined) {
    say(`Deregistering ${name}`);
    await trail.step(() => deregistered(client, registered, io));
    trail.say(`${name} is deregistered.`);
  }
  say('Removing RBAC');
  return trail.step(() => asCommandError(() => undoRbac(api, identity, trail.note, doing)));
}

/** Deregisters, and waits until PullPass has forgotten the cluster. */
async function deregistered(client: Client, { name, status }: Cluster, io: Io): Promise<void> {
  if (status.phase !== 'Deregistering') await client.deregister(name);
  const gone = await poll(patience, io, async () => (await client.find(name)) === undefined);
  if (gone) return;
  throw new CommandError(`${name} is still being deregistered after ${patience / 60} minutes.`, {
    remedy: `pullpass get ${name} shows why. Its RBAC stays until then: it is what removes the secrets.`,
  });
}

function questionOf(name: string, registered: Cluster | undefined, context: string): string {
  return registered === undefined
    ? `Remove this from the cluster of ${context}?`
    : `Deregister ${name}, with the secrets that were pushed, and remove this from the cluster of ${context}?`;
}

function show(own: readonly Ref[], registered: Cluster | undefined, io: Io): void {
  const lines = [
    ...(registered === undefined ? [] : [`- ${registered.name} in PullPass`]),
    ...own.map((ref) => `- ${shownRef(ref)}`),
  ];
  for (const line of lines) say(io, line);
}

function told(name: string, undone: Undone | undefined, options: BootstrapOptions, io: Io): number {
  const { removed = [], left = [], unseen = [] } = undone ?? {};
  print(io, options.output, {
    data: { name, removed, left, unseen },
    names: removed.map(shownRef),
    lines: () =>
      [
        ...(undone === undefined ? ['PullPass has nothing in this cluster, so nothing was done.'] : []),
        ...(removed.length > 0 ? [`Removed: ${removed.map(shownRef).join(', ')}.`] : []),
        ...left.map(({ ref, because }) => `✗ ${shownRef(ref)} is still there: ${because}.`),
        ...(unseen.length > 0
          ? [`? You may not look into ${listed(unseen)}, so it is unknown whether something is left there.`]
          : []),
      ].flatMap((line) => foldedLines(printable(line), io.stdout)),
  });
  return left.length === 0 ? exitCodes.done : exitCodes.failed;
}
