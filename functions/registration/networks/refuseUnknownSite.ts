import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { invalid } from '../validation/validate.ts';
import type { Networks } from './networks.ts';

/** If a cluster names an unknown site, throws a Problem 422 that names the known ones. */
export function refuseUnknownSite(
  { sites }: Pick<Networks, 'sites'>,
  { site }: Pick<ClusterSpec, 'site'>,
): void {
  if (site === undefined || sites.includes(site)) return;
  const known = sites.length === 0 ? 'none is deployed' : `deployed are ${sites.join(', ')}`;
  throw invalid([
    {
      pointer: '/site',
      message: `is not the name of a deployed site; ${known}`,
      expected: sites.length === 0 ? 'no site' : `no site, or one of ${sites.join(', ')}`,
      received: 'another name',
    },
  ]);
}
