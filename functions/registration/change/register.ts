import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { deleteCluster } from '../../../shared/clusters/store/leaving.ts';
import { createCluster } from '../../../shared/clusters/store/records.ts';
import { iso } from '../../../shared/iso.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { planChange } from '../../../shared/plan/planChange.ts';
import type { Request } from '../http/event.ts';
import { Problem } from '../http/problem.ts';
import type { World } from '../world.ts';
import { carryOut } from './carryOut.ts';
import type { Changed, ChangeOptions } from './changed.ts';
import { checkSize } from './checkSize.ts';
import { claimed } from './decideChange.ts';
import { discardKubeconfig } from './discardKubeconfig.ts';
import { examine } from './examine.ts';
import { referenceTo } from './newSecret.ts';
import { secretsSayHost } from './secretsSayHost.ts';
import { whileLeaving } from './whileLeaving.ts';

/**
 * Registers a cluster. Stores the record first, since it decides who gets the name; after a crash before the secret is
 * stored, the cluster's push fails and says how to repair it. Undefined if the name is taken. Throws a Problem.
 */
export async function register(
  world: World,
  request: Request,
  { spec, kubeconfig }: { spec: ClusterSpec; kubeconfig: Kubeconfig },
  options: ChangeOptions,
): Promise<Changed | undefined> {
  const effects = { written: true, renews: spec.renew };
  const asked = { spec, kubeconfig, effects, fields: ['registries' as const] };
  const { report, facts, identity } = await examine(world, request, asked, options);
  const reference = referenceTo(world.newId(), kubeconfig, identity);
  const now = world.now();
  const fresh: ClusterRecord = {
    name: spec.name,
    spec,
    status: {
      phase: spec.paused ? 'Paused' : 'Pending',
      consecutiveFailures: 0,
      namespaces: { ready: 0, failed: 0, skipped: 0 },
    },
    kubeconfig: reference,
    version: 1,
    createdAt: iso(now),
    retired: [],
    ...secretsSayHost(spec),
  };
  const record = spec.paused ? fresh : claimed(fresh, world.newId(), now);
  checkSize(record);
  const plan = planChange(undefined, record);
  const changed = { record, ...(report !== undefined && { report }), facts, plan };
  const store = async () => {
    if (!(await createCluster(world.table, record, world.now()))) return false;
    await storeSecret(world, request, record, kubeconfig);
    return true;
  };
  const skipped = options.preflight ? '' : ', without a preflight';
  const trail = { type: 'registered' as const, message: `Registered ${kubeconfig.server}${skipped}` };
  const push = !spec.paused;
  return carryOut(world, request.event, { changed, store, isNewCredential: true, push, trail }, options);
}

/** Stores the kubeconfig. If that fails, leaves nothing behind: no partial secret, no record. */
async function storeSecret(
  world: World,
  request: Request,
  record: ClusterRecord,
  kubeconfig: Kubeconfig,
): Promise<void> {
  const {
    name,
    kubeconfig: { version },
  } = record;
  try {
    await whileLeaving(world, request, name, () => world.vault.create(name, kubeconfig, version));
  } catch (error) {
    if (await deleteCluster(world.table, record, world.now())) await discardKubeconfig(world, name, version);
    throw error;
  }
}

export function taken(name: string): Problem {
  return new Problem(409, 'name-taken', `The cluster "${name}" already exists.`, {
    remedy: `To change it, send PATCH or PUT to /clusters/${name}; to register another, choose another name.`,
  });
}
