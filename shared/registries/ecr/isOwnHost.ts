import { partitionOf } from '../partition.ts';
import { dualStackDomain } from './hosts.ts';

/**
 * Whether a host is ECR's own in a region, of any account: one of its public names, or that of an interface endpoint,
 * since only AWS can assign names below `dkr.ecr`. Sources:
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html and
 * https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html (DNS names)
 */
export function isOwnHost(host: string, region: string): boolean {
  const { domain } = partitionOf(region);
  const dualStack = dualStackDomain(region);
  const [account = '', ...rest] = host.split('.');
  const name = rest.join('.');
  if (/^\d{12}$/.test(account))
    return ['', '-fips'].some(
      (fips) =>
        name === `dkr.ecr${fips}.${region}.${domain}` ||
        (dualStack !== undefined && name === `dkr-ecr${fips}.${region}.${dualStack}`),
    );
  return /^vpce-[a-z0-9-]+$/.test(account) && name === `dkr.ecr.${region}.vpce.${domain}`;
}
