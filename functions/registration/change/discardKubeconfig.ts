import { readCluster } from '../../../shared/clusters/store/records.ts';
import { orWarn } from '../orWarn.ts';
import type { World } from '../world.ts';

/**
 * Removes from Secrets Manager what was written for a cluster that turned out to have no record.
 *
 *   this request:  no record ── schedules the deletion ── a record? ── then restores
 *   a new one:     creates the record ── stores its kubeconfig, and restores what awaits deletion
 *
 * However the two interleave, one of them restores; a forced deletion could not be undone. Failures here are left to
 * the tick, which looks for kubeconfigs without a record: the request has already failed for another reason.
 */
export async function discardKubeconfig(world: World, name: string, version: string): Promise<void> {
  await orWarn(world, name, 'a kubeconfig without a record may be left in Secrets Manager', async () => {
    if ((await readCluster(world.table, name)) !== undefined) return;
    if (!(await world.vault.discard(name, version))) return;
    if ((await readCluster(world.table, name)) !== undefined) await world.vault.restore(name);
  });
}
