import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { dnsLabel } from '../../../shared/validation/names.ts';
import { Problem } from '../http/problem.ts';
import type { World } from '../world.ts';

/** Whether a cluster can have this name. */
export const isName = (name: string): boolean => dnsLabel.safeParse(name).success;

/** The record. Throws a Problem 404. */
export async function findCluster(world: World, name: string): Promise<ClusterRecord> {
  const record = isName(name) ? await readCluster(world.table, name) : undefined;
  if (record === undefined) throw notRegistered(name);
  return record;
}

export function notRegistered(name: string): Problem {
  const shown = isName(name) ? `"${name}"` : 'of that name';
  return new Problem(404, 'no-such-cluster', `There is no cluster ${shown}.`, {
    remedy: 'GET /clusters lists those that are registered.',
  });
}

export function refuseDeregistering({ name, status }: ClusterRecord): void {
  if (status.phase === 'Deregistering')
    throw new Problem(
      409,
      'deregistering',
      `The cluster "${name}" is being deregistered and takes no changes.`,
      {
        remedy: `Wait until it is gone, and register it again. DELETE /clusters/${name} tries again at once; DELETE /clusters/${name}?force=true forgets it, and leaves everything in the cluster.`,
      },
    );
}
