import type { ClusterRecord } from '../../shared/clusters/record.ts';
import { Failure } from '../../shared/failure.ts';
import type { Kubeconfig } from '../../shared/kubeconfig/kubeconfig.ts';
import type { Vault } from '../../shared/kubeconfig/vault.ts';
import { removeAll } from './removeTargets.ts';
import { withCluster } from './withCluster.ts';
import type { PushWorld } from './world.ts';

/**
 * Whether what a superseded push wrote has to go. A deregistration may have cleaned the cluster while it still wrote,
 * and nobody would come again:
 *
 *   push starts ───────────────────────── writes ── records ✗ ── takes it back
 *     deregistration: cleans ── forgets
 */
export function decideUndo(pushed: ClusterRecord, now: ClusterRecord | undefined): boolean {
  if (now === undefined) return true;
  // One that was registered anew under the name is pushed to by itself.
  return now.createdAt === pushed.createdAt && now.status.phase === 'Deregistering';
}

/** Removes all that the targets wrote, where that is to go. What fails then is told, and tried no more. */
export async function undoIfLeft(record: ClusterRecord, world: PushWorld, deadline: number): Promise<void> {
  if (!decideUndo(record, await world.readRecord(record.name))) return;
  try {
    const { remaining } = await withCluster(record, world, deadline, (context) => removeAll(record, context));
    world.log.info('took back what was written while the cluster was deregistered', {
      cluster: record.name,
      targetsLeft: remaining.length,
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    world.log.warn('could not take back what was written while the cluster was deregistered', {
      cluster: record.name,
      error: error.report(),
    });
  }
}

/** A world whose vault gives the kubeconfig again that it gave, though it was deleted meanwhile. */
export function remembering(world: PushWorld): PushWorld {
  const read = new Map<string, Promise<Kubeconfig>>();
  const vault: Vault = {
    remove: (cluster) => world.vault.remove(cluster),
    read: (cluster, version) => {
      const known = read.get(version) ?? world.vault.read(cluster, version);
      read.set(version, known);
      return known;
    },
  };
  return { ...world, vault };
}
