import type { Identity } from '../../shared/rbac/identity.ts';
import { labelsOf } from '../../shared/rbac/labels.ts';
import type { AdminApi } from '../admin/adminApi.ts';
import { loadContext } from '../admin/loadContext.ts';
import type { Client, Cluster } from '../api/client.ts';
import { withClient } from '../connect/connect.ts';
import { commandLine } from '../output/next.ts';
import { print } from '../output/print.ts';
import { poll } from '../poll.ts';
import { CommandError, exitCodes } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import { confirm } from '../terminal/confirm.ts';
import { type Progress, withProgress } from '../terminal/progress.ts';
import { folded, foldedLines, printable } from '../terminal/text.ts';
import { listed } from '../words.ts';
import { asCommandError } from './asCommandError.ts';
import { commandAgain } from './commandAgain.ts';
import { defaultIdentity } from './defaultIdentity.ts';
import { later } from './later.ts';
import type { BootstrapOptions } from './options.ts';
import { type Ref, shownRef, type Undone } from './rbac/plan.ts';
import { planRbac } from './rbac/planRbac.ts';
import { undoRbac } from './rbac/undoRbac.ts';
import { refuseAnother } from './refuseAnother.ts';
import { type Trail, trailOf } from './trail.ts';
import { whoAndWhere } from './whoAndWhere.ts';
import { withAdminApi } from './withAdminApi.ts';

/** How long a deregistration is waited for, in seconds: it removes what was written, with the credential that it has. */
const patience = 180;

/**
 * `pullpass bootstrap NAME --undo`: deregisters first, while the credential still can remove what was pushed, and then
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
  const trail = trailOf(io, { goOn: command });
  const signal = later(io.signal);
  return withClient(
    options,
    io,
    async (client) => {
      return withAdminApi(context, signal, async (api) => {
        const { registered, identity, own } = await trail.step(() =>
          look(name, named, { client, api, context: context.name }),
        );
        show(own, registered, io);
        if (own.length === 0 && registered === undefined) return told(name, undefined, options, io);
        await confirm(io, questionOf(name, registered, context.name), options);
        const undone = await withProgress(io, `Undoing ${name}`, (progress) =>
          work(name, identity, { client, api, trail, registered, progress }, io),
        );
        return told(name, undone, options, io);
      });
    },
    { abortable: false },
  );
}

async function look(
  name: string,
  named: Identity | undefined,
  { client, api, context }: { client: Client; api: AdminApi; context: string },
): Promise<{ registered: Cluster | undefined; identity: Identity; own: Ref[] }> {
  const registered = await client.find(name);
  refuseAnother(name, registered, await asCommandError(() => whoAndWhere(api, context)), context);
  const identity = named ?? (await asCommandError(() => defaultIdentity(api, registered)));
  const { removes } = await asCommandError(() => planRbac(api, [], identity));
  const account = await asCommandError(() => accountOf(api, identity));
  return { registered, identity, own: [...removes, ...account] };
}

/** The service account, where it carries our labels. */
async function accountOf(api: AdminApi, identity: Identity): Promise<Ref[]> {
  const { namespace, name } = identity;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/serviceaccounts/${encodeURIComponent(name)}`;
  const { status, body } = await api.ask('GET', path);
  const { labels = {} } = (body as { metadata?: { labels?: Record<string, string> } })?.metadata ?? {};
  const isOurs = Object.entries(labelsOf(identity)).every(([key, value]) => labels[key] === value);
  return status === 200 && isOurs ? [{ apiVersion: 'v1', kind: 'ServiceAccount', namespace, name }] : [];
}

async function work(
  name: string,
  identity: Identity,
  {
    client,
    api,
    trail,
    registered,
    progress,
  }: {
    client: Client;
    api: AdminApi;
    trail: Trail;
    registered: Cluster | undefined;
    progress: Progress;
  },
  io: Io,
): Promise<Undone> {
  if (registered !== undefined) {
    progress.say(`Deregistering ${name}`);
    await trail.step(() => deregistered(client, registered, io));
    trail.say(`${name} is deregistered.`);
  }
  progress.say('Removing RBAC');
  return trail.step(() => asCommandError(() => undoRbac(api, identity, trail.note)));
}

/** Deregisters, and waits until nothing of it is left in PullPass. */
async function deregistered(client: Client, { name, status }: Cluster, { signal }: Io): Promise<void> {
  if (status.phase !== 'Deregistering') await client.deregister(name);
  const gone = await poll(patience, signal, async () =>
    (await client.find(name)) === undefined ? true : undefined,
  );
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

function show(own: readonly Ref[], registered: Cluster | undefined, { stderr }: Io): void {
  const lines = [
    ...(registered === undefined ? [] : [`- ${registered.name} in PullPass`]),
    ...own.map((ref) => `- ${shownRef(ref)}`),
  ];
  stderr.write(lines.map((line) => `${folded(line, stderr)}\n`).join(''));
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
