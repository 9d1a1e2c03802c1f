import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { defined } from '../../../shared/defined.ts';
import { type AdminContext, loadContext } from '../../admin/loadContext.ts';
import type { Client } from '../../api/client.ts';
import { later, withAdminApi } from '../../bootstrap/asAdmin.ts';
import { carryOut, type Doing } from '../../bootstrap/carryOut.ts';
import { type Prepared, prepare, type Wish } from '../../bootstrap/prepare.ts';
import { mayNot, rbacLines } from '../../bootstrap/preparedLines.ts';
import { takesBack } from '../../bootstrap/rbac/takeBackRbac.ts';
import { takeBack } from '../../bootstrap/takeBack.ts';
import { tokenLifeOf, usualLife } from '../../bootstrap/tokenLife.ts';
import { trailOf } from '../../bootstrap/trail.ts';
import { givenWay, wayOf } from '../../bootstrap/ways.ts';
import { identityIn, usual } from '../../permissions/subjectOf.ts';
import type { Io } from '../../program/io.ts';
import { untilServed } from '../../register/untilServed.ts';
import type { Wanted } from '../load.ts';
import type { BootstrapAccess } from '../parse/structure.ts';
import type { Sending } from './decide.ts';
import type { Planned } from './planned.ts';

/** What a cluster with access by bootstrap needs from outside. */
export interface Ground {
  client: Client;
  io: Io;
  /** The command that continues after a failure. */
  goOn: string;
}

/**
 * Plans for a cluster whose credential an admin's context makes: the RBAC that its targets need, what of it exists, and
 * what this admin may not grant. Writes nothing. Rejects with a CommandError.
 */
export async function planBootstrapped(
  decision: Sending,
  access: BootstrapAccess,
  ground: Ground,
): Promise<Planned> {
  const { client, io } = ground;
  const { wanted } = decision;
  const { wish, context } = await wishOf(wanted, access, io);
  const prepared = await withAdminApi(context, io.signal, (api) =>
    prepare(wish, { client, api, now: io.now, say: () => undefined }),
  );
  const whole = forced(decision, prepared);
  return {
    decision,
    rbac: (width) => rbacLines(prepared.plan, width),
    ...defined({ plan: prepared.change?.plan, notices: prepared.change?.notices }),
    ...(prepared.lacks.length > 0
      ? { error: mayNot(sentence, prepared.lacks, remedy) }
      : { act: (through, options) => act(whole, context, { ...ground, client: through }, options) }),
  };
}

/** The fleet file decides about a new credential: `--rotate` requests one even if the stored one works. */
function forced(decision: Sending, prepared: Prepared): Prepared {
  const because = decision.act === 'register' ? undefined : decision.credential;
  return because === undefined ? prepared : { ...prepared, credential: { mint: true, because } };
}

async function act(
  prepared: Prepared,
  context: AdminContext,
  { client, io, goOn }: Ground,
  { preflight }: { preflight: boolean },
) {
  const trail = trailOf(io, { goOn });
  const signal = later(io.signal);
  const through: Client = { ...client, put: (body, when) => client.put(body, { ...when, preflight }) };
  return withAdminApi(context, signal, async (api) => {
    const { now, sleep } = io;
    const doing = { client: through, api, context, trail, signal, now, sleep, say: () => undefined };
    const { cluster } = await carryOut(prepared, doing);
    const kept = await takenBack(prepared, cluster !== undefined, doing, io);
    return defined({ version: cluster?.version, notices: cluster?.notices, kept });
  });
}

/**
 * Rights that targets no longer need go once a push for the new targets has ended, because that push uses them to clean
 * up. Returns why they stay, if they do.
 */
async function takenBack(
  prepared: Prepared,
  hasChanged: boolean,
  { client, api, trail }: Doing,
  io: Io,
): Promise<string | undefined> {
  const { name, plan, registered, spec } = prepared;
  if (!takesBack(plan)) return undefined;
  if (hasChanged && spec.paused)
    return `${name} is paused. RBAC that its targets no longer need stays until the cluster is resumed, pushed to, and applied again.`;
  const before = registered?.status.lastAttemptAt;
  const served = hasChanged ? await trail.step(() => untilServed(client, name, io, before)) : undefined;
  if (served !== undefined && served.is !== 'healthy')
    return `RBAC that its targets no longer need stays, because the push did not succeed: ${served.because}`;
  return takeBack(prepared, { client, api, trail }, io, true);
}

async function wishOf(
  { name, spec, folder }: Wanted,
  access: BootstrapAccess,
  io: Io,
): Promise<{ wish: Wish; context: AdminContext }> {
  const at = (file: string) => resolve(folder, file.replace(/^~(?=\/)/, homedir()));
  const { context: named, kubeconfig, identity, tokenLife, server, caFile, tlsServerName, proxyUrl } = access;
  const context = await loadContext(
    { context: named ?? undefined, kubeconfig: kubeconfig == null ? undefined : at(kubeconfig) },
    io,
  );
  const given = {
    server: server ?? undefined,
    caFile: caFile == null ? undefined : at(caFile),
    tlsServerName: tlsServerName ?? undefined,
    proxyUrl: proxyUrl ?? undefined,
  };
  const wish = {
    description: { name, fields: { ...spec }, whole: true },
    context: context.name,
    ways: { context: await wayOf(context), given: await givenWay(given, io) },
    identity: identity == null ? usual : identityIn(identity),
    life: tokenLife == null ? usualLife : tokenLifeOf(tokenLife),
  };
  return { wish, context };
}

const sentence = 'You may not grant PullPass all that its targets need.';
const remedy =
  'Ask somebody with these rights to apply it, or need fewer rights: literal namespaces need no ClusterRole.';
