import type { KubeconfigReference } from '../../../shared/clusters/record.ts';
import { describeCredential } from '../../../shared/kubeconfig/describe.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';

/**
 * A credential's reference, once it is to renew itself, or to do so no more: a renewal that failed is of before. What
 * was stored stays known, for it must keep its label, and no two versions follow each other too soon.
 *
 * @param credential where it was read: a record of an earlier version does not say when it was made
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
