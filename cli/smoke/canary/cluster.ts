import { SimulatedCluster } from '../../../shared/simulation/cluster.ts';
import type { StoredObjects } from '../../../shared/simulation/store.ts';

/** Where PullPass writes in the canary. */
export const canaryPlaces = { namespace: 'smoke', secretName: 'ecr-credentials', serviceAccount: 'default' };

/** The token's user. */
const user = 'system:serviceaccount:pullpass:pullpass';

/**
 * The canary's simulated cluster: new, or with earlier contents. It knows PullPass by `token`, and grants it only what
 * docs/permissions.md lists for one namespace.
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
