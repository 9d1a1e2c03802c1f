import { renewable, whyNotRenewable } from '../../../shared/clusters/renewal/whyNotRenewable.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { Problem } from '../http/problem.ts';
import type { World } from '../world.ts';

/**
 * Throws a Problem 422 if a credential should renew itself, but cannot.
 *
 * @param pointer the field of the body that requests it
 */
export function refuseUnrenewable(
  { renewal }: Pick<World, 'renewal'>,
  name: string,
  kubeconfig: Kubeconfig,
  pointer: '/kubeconfig' | '/renew',
): void {
  const received = whyNotRenewable(kubeconfig, renewal);
  if (received === undefined) return;
  const message =
    pointer === '/renew'
      ? 'asks for renewal, but the credential in use cannot be renewed'
      : 'has a credential that cannot be renewed, but "renew" is true';
  const expected = renewable(renewal);
  throw new Problem(422, 'invalid', `${pointer} ${message}: expected ${expected}, received ${received}`, {
    errors: [{ pointer, message, expected, received }],
    remedy: `Run \`pullpass bootstrap ${name}\`, which makes such a token, or make one as docs/kubeconfig.md#tokens-that-renew-themselves shows${pointer === '/renew' ? ` and send it to PUT /clusters/${name}/kubeconfig` : ''}. Or set "renew": false.`,
  });
}
