import type { TargetContext } from '../kind.ts';
import type { NamespaceInfo } from '../namespaceSelection.ts';

type Context = Pick<TargetContext, 'servedAt'>;

/** Milliseconds by which the clocks of a cluster and of PullPass may differ. */
const clockSkew = 60_000;

/** Kubernetes says the second in which an object was made: it may have been made at the end of it. */
const createdWithin = 1_000;

/** Whether a namespace was there when all was last served: what is missing in it, somebody took. */
export function isOld({ createdAt = 0 }: NamespaceInfo, { servedAt }: Context): boolean {
  return servedAt !== undefined && createdAt + createdWithin <= servedAt;
}

/** Whether it may have come since. Writing to one that did not costs one needless write. */
export function mayBeNew({ createdAt = 0 }: NamespaceInfo, { servedAt = 0 }: Context): boolean {
  return createdAt >= servedAt - clockSkew;
}
