import { SimulatedCluster } from '../../../shared/simulation/cluster.ts';
import type { StoredObjects } from '../../../shared/simulation/store.ts';

/** Where PullPass writes in the canary. */
export const canaryPlaces = { namespace: 'smoke', secretName: 'ecr-credentials', serviceAccount: 'default' };

/** Whom the token stands for. */
const user = 'system:serviceaccount:pullpass:pullpass';

/**
 * The canary's simulated cluster: new, or with what it held before. PullPass is known by `token`, and may do
 * there what docs/permissions.md grants for one namespace, and nothing else.
 */
export function canaryCluster(token: string, contents?: StoredObjects): SimulatedCluster {
  const { namespace, secretName, serviceAccount } = canaryPlaces;
  const cluster = new SimulatedCluster({ name: 'canary', ...(contents !== undefined && { contents }) });
  if (contents === undefined) cluster.addNamespace(namespace, { serviceAccounts: [serviceAccount] });
  cluster.addUser(user, { token });
  cluster.grant(
    user,
    [
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: [secretName],
        verbs: ['get', 'create', 'patch', 'delete'],
      },
      {
        apiGroups: [''],
        resources: ['serviceaccounts'],
        resourceNames: [serviceAccount],
        verbs: ['get', 'patch'],
      },
    ],
    namespace,
  );
  return cluster;
}
