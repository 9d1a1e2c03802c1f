import type { NamespaceInfo } from '../../kubernetes/objects.ts';
import type { TargetContext } from '../kind.ts';

type Context = Pick<TargetContext, 'servedAt'>;

/** Milliseconds by which the clocks of a cluster and of PullPass may differ. */
const clockSkew = 60_000;

/** Kubernetes reports creation times in whole seconds: the object may have been made at the end of that second. */
const createdWithin = 1_000;

/** Whether a namespace existed when everything was last served: if something is missing in it, somebody removed it. */
export function isOld({ createdAt = 0 }: NamespaceInfo, { servedAt }: Context): boolean {
  return servedAt !== undefined && createdAt + createdWithin <= servedAt;
}

/** Whether it may be newer than that. A wrong yes costs one needless write. */
export function mayBeNew({ createdAt = 0 }: NamespaceInfo, { servedAt = 0 }: Context): boolean {
  return createdAt >= servedAt - clockSkew;
}
