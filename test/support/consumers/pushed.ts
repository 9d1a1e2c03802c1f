import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { never } from '../../../shared/ends.ts';
import type { Target } from '../../../shared/targets/schema.ts';
import { startFleet } from '../fleet/fleet.ts';
import type { StoredSecret } from './dockerSecret.ts';

/** Each registry's password, from which a test can tell whose it is. */
export const passwordOf = (registry: string) => `password-of-${registry}`;

/**
 * What PullPass writes for these targets into the namespace `apps` of a cluster and into `kube-system`, as it is stored
 * there. Throws if the push is not a success.
 */
export async function pushed(
  registries: readonly object[],
  targets: readonly object[],
): Promise<StoredSecret[]> {
  const fleet = await startFleet();
  try {
    fleet.cluster.setControlPlaneTopology('External');
    fleet.cluster.addNamespace('apps');
    if (fleet.cluster.namespace('kube-system') === undefined) fleet.cluster.addNamespace('kube-system');
    fleet.world.tokens = async ({ name, kind }) => ({
      username: kind === 'static' ? `robot+${name}` : 'AWS',
      password: passwordOf(name),
      expiresAt: kind === 'static' ? never : fleet.clock.now + 12 * 3_600_000,
    });
    await fleet.register({
      registries: registries as ClusterSpec['registries'],
      targets: targets as Target[],
    });
    const { status } = await fleet.refresh();
    if (status.phase !== 'Healthy') throw new Error(`The push failed: ${JSON.stringify(status)}`);
    return fleet.cluster.secrets() as unknown as StoredSecret[];
  } finally {
    await fleet.stop();
  }
}

/** A value of a secret, as a pod that mounts it reads it. */
export function valueIn(secrets: readonly StoredSecret[], name: string, key: string): string {
  const data = secrets.find(({ metadata }) => metadata.name === name)?.data;
  return Buffer.from(data?.[key] ?? '', 'base64').toString();
}
