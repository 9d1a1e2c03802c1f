import type { Identity } from '../../shared/rbac/identity.ts';
import { userNameOf } from '../../shared/rbac/serviceAccountIn.ts';
import type { Cluster } from '../api/client.ts';
import { usageError } from '../program/errors.ts';

/**
 * Throws a usage error if another name in the fleet uses the same service account of the same cluster: it may need
 * rights that this name does not.
 *
 * @param uid of the namespace kube-system
 */
export function refuseShared(
  name: string,
  identity: Identity,
  uid: string | undefined,
  all: readonly Cluster[],
): void {
  const user = userNameOf(identity);
  const other = all.find(
    ({ name: its, status: { kubeconfig } }) =>
      its !== name && kubeconfig.identity === user && uid !== undefined && kubeconfig.cluster === uid,
  );
  if (other === undefined) return;
  const { namespace, name: account } = identity;
  throw usageError(
    `${other.name} is a name of the same cluster, and is used as the service account ${namespace}/${account}: what it needs would be taken away. Nothing was made or changed.`,
    `Give ${name} one of its own: --identity ${namespace}/${name}`,
  );
}
