import type { KubeconfigReference } from '../../../shared/clusters/record.ts';
import { describeCredential } from '../../../shared/kubeconfig/describe.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';

/**
 * A credential's reference after renewal was switched on or off: an earlier failed renewal no longer counts. The stored
 * versions stay known, so that they keep their labels, and no two versions follow each other too soon.
 *
 * @param credential the credential, if it was read: a record of an older version does not say when it was issued
 */
export function renewChanged(
  { renewal, ...reference }: KubeconfigReference,
  credential: Kubeconfig | undefined,
): KubeconfigReference {
  const { failure: _, triedAt: __, ...kept } = renewal ?? {};
  return {
    ...reference,
    ...(credential !== undefined && describeCredential(credential)),
    ...(Object.keys(kept).length > 0 && { renewal: kept }),
  };
}
