import type { Cluster } from '../api/client.ts';
import { usageError } from '../program/errors.ts';
import type { Found } from './whoAndWhere.ts';

/** Throws a usage error if this name is registered for another cluster, judged by the UID of kube-system. */
export function refuseAnother(
  name: string,
  registered: Cluster | undefined,
  { uid }: Pick<Found, 'uid'>,
  context: string,
): void {
  const known = registered?.status.kubeconfig.cluster;
  if (known === undefined || uid === undefined || known === uid) return;
  throw usageError(
    `The context "${context}" leads to another cluster than the one that is registered as ${name} (${registered?.status.kubeconfig.server}): their kube-system namespaces have the UIDs ${uid} and ${known}.`,
    `Give the right --context, or another name. If ${name} was rebuilt: pullpass deregister ${name} --force, and run it again.`,
  );
}
