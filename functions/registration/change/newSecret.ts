import type { ClusterRecord, KubeconfigReference } from '../../../shared/clusters/record.ts';
import { describeCredential } from '../../../shared/kubeconfig/describe.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import type { Request } from '../http/event.ts';
import { orWarn } from '../orWarn.ts';
import type { World } from '../world.ts';
import { discardKubeconfig } from './discardKubeconfig.ts';
import { findCluster, refuseDeregistering } from './find.ts';
import { whileLeaving } from './whileLeaving.ts';

/** The record's reference to the credential that is stored as `version`. `identity`: as the API server named it. */
export function referenceTo(
  version: string,
  kubeconfig: Kubeconfig,
  identity: string | undefined,
): KubeconfigReference {
  return {
    version,
    server: kubeconfig.server,
    ...describeCredential(kubeconfig),
    ...(identity !== undefined && { identity }),
  };
}

/** One version of a registered cluster's secret, however many times the change is attempted. */
export function newSecret(world: World, request: Request, name: string) {
  const version = world.newId();
  let tried = false;
  let stored = false;
  return {
    version,
    store: async (kubeconfig: Kubeconfig, record: ClusterRecord) => {
      if (stored) return;
      tried = true;
      const inUse = record.kubeconfig.version;
      await whileLeaving(
        world,
        request,
        name,
        () => world.vault.add(name, kubeconfig, version, inUse),
        async () => refuseDeregistering(await findCluster(world, name)),
      );
      stored = true;
    },
    /** Until this succeeds, the version is read on its own instead of in a batch; the next rotation makes up for it. */
    use: () =>
      orWarn(world, name, 'a rotated kubeconfig is not AWSCURRENT yet', () => world.vault.use(name, version)),
    discard: async () => {
      if (tried) await discardKubeconfig(world, name, version);
    },
  };
}
