import type { Identity } from '../../shared/rbac/identity.ts';
import { serviceAccountIn } from '../../shared/rbac/serviceAccountIn.ts';
import type { Cluster } from '../api/client.ts';
import { usual } from '../permissions/subjectOf.ts';
import { list } from './rbac/findOwn.ts';
import type { Asking } from './rbac/plan.ts';

/**
 * A cluster's identity if none is named: the usual one, or the one that replaced it in `rotate --revoke`. It is also
 * looked up in the cluster, because during an undo no registration names it any more.
 */
export async function defaultIdentity(api: Asking, registered: Cluster | undefined): Promise<Identity> {
  const inUse = usualInUse(registered);
  if (inUse !== undefined) return inUse;
  const { namespace } = usual;
  const accounts = await list(api, { apiVersion: 'v1', kind: 'ServiceAccount', namespace }, 'labelled');
  const names = (accounts ?? []).map(({ metadata }) => metadata.name).filter(isOfUsual);
  const [last] = names.toSorted((one, other) => countOf(other) - countOf(one));
  return names.includes(usual.name) || last === undefined ? usual : { namespace, name: last };
}

/** The identity in a registration, if it is the usual one or a successor of it; otherwise undefined. Pure. */
export function usualInUse(registered: Cluster | undefined): Identity | undefined {
  const inUse = serviceAccountIn(registered?.status.kubeconfig.identity);
  return inUse?.namespace === usual.namespace && isOfUsual(inUse.name) ? inUse : undefined;
}

const isOfUsual = (name: string) => name === usual.name || countOf(name) > 0;

/** 3 for `pullpass-3`; 0 for any other name. */
function countOf(name: string): number {
  const [, count = '0'] = name.startsWith(`${usual.name}-`)
    ? (/^-(\d{1,4})$/.exec(name.slice(usual.name.length)) ?? [])
    : [];
  return Number(count);
}
