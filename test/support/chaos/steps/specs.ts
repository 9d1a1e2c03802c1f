import { account, type ChaosCluster, secretName } from '../service/cluster.ts';
import { addIdentity, mintToken } from '../service/identity.ts';
import type { Shape } from './step.ts';

export const namespaceNames = (shape: Shape) =>
  Array.from({ length: shape.namespaces }, (_, index) => `team-${index}`);

export const ecrPublic = { name: 'public', kind: 'ecr-public' };

/** The body of POST /clusters for a cluster with these properties. */
export function registration(cluster: ChaosCluster, shape: Shape) {
  const role = shape.role && { roleArn: 'arn:aws:iam::210987654321:role/pullpass-reader' };
  return {
    name: cluster.name,
    kubeconfig: newKubeconfig(cluster, shape),
    ...(shape.renew !== undefined && { renew: true }),
    registries: [
      { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1', ...(role || {}) },
      ...(shape.public ? [ecrPublic] : []),
    ],
    targets: [
      {
        kind: 'imagePullSecret',
        secretName,
        namespaces: { include: shape.glob ? ['team-*'] : namespaceNames(shape) },
        serviceAccounts: shape.linked ? [account] : [],
      },
    ],
    refreshEveryMinutes: shape.refreshEveryMinutes,
  };
}

/** A kubeconfig as an admin sends it; with a token of the service account if it should renew itself. */
export function newKubeconfig(cluster: ChaosCluster, { renew }: Pick<Shape, 'renew'>): string {
  const { endpoint } = cluster;
  if (renew === undefined) return endpoint.kubeconfig('admin');
  return endpoint.kubeconfigWithToken(mintToken(cluster, renew));
}

/** Creates what the spec needs: namespaces and service accounts, like their owners. */
export function furnish(cluster: ChaosCluster, shape: Shape): void {
  const { sim } = cluster;
  letGo(cluster);
  if (shape.renew !== undefined) addIdentity(cluster);
  for (const name of namespaceNames(shape)) {
    if (sim.namespace(name)?.metadata.deletionTimestamp !== undefined) sim.removeNamespace(name);
    if (sim.namespace(name) === undefined) sim.addNamespace(name);
    if (sim.serviceAccount(name, account) === undefined) sim.addServiceAccount(name, account);
  }
}

/** Releases what finalizers hold. */
export function letGo({ sim }: ChaosCluster): void {
  for (const { metadata } of sim.secrets())
    if (metadata.finalizers !== undefined)
      sim.changeSecretMetadata(metadata.namespace ?? '', metadata.name ?? '', { finalizers: [] });
}
