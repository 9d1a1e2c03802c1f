import { registryHosts } from '../../registries/hosts.ts';
import type { TargetKind } from '../kind.ts';
import { secretPermissions } from '../permissions.ts';
import { registriesNamed } from '../registriesNamed.ts';
import { hour } from './decideWrite.ts';
import { namespace, secretName } from './editSecret.ts';
import { examine } from './examine.ts';
import { preflight } from './preflight.ts';
import { pushEntries } from './pushEntries.ts';
import { rehearse } from './rehearse.ts';
import { remove } from './remove.ts';
import type { GlobalPullSecret } from './schema.ts';

/**
 * Hours that a credential should live beyond the next write. More than the necessary spare, so that a worker's token
 * can serve several clusters before it is too old; less than 12, which a token of 12 hours could not satisfy.
 */
const [spareHours, mostHours] = [5.5, 11.5];

/**
 * The pull secret of a whole ROSA HCP cluster, `kube-system/additional-pull-secret`. The hosted control plane merges it
 * under the cluster's own, and restarts every node's kubelet on each change.
 * Source: https://hypershift.pages.dev/how-to/common/global-pull-secret
 */
export const globalPullSecret: TargetKind<GlobalPullSecret> = {
  registries: registriesNamed,
  lifeNeeded: ({ everyHours }) => Math.min(everyHours + spareHours, mostHours) * hour,
  permissions: () => [
    ...secretPermissions(secretName),
    { verb: 'get', group: 'config.openshift.io', resource: 'infrastructures', name: 'cluster' },
  ],
  selection: () => ({ include: [namespace] }),
  secretNames: () => [secretName],
  sharesSecret: true,
  serviceAccounts: () => [],
  preflight: (_, api) => preflight(api),
  rehearse: (_, credentials, context) => rehearse(credentials, context),
  push: pushEntries,
  examine: (spec, _, context) =>
    examine(registriesNamed(spec, context.registries).flatMap(registryHosts), context),
  remove: (_, context) => remove(context),
};
