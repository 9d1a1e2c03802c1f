import { partitionOf } from '../partition.ts';

/** ECR's kinds of host for one registry. All accept the same token. */
export const ecrEndpoints = ['standard', 'fips', 'dual-stack', 'fips-dual-stack'] as const;

type Endpoint = (typeof ecrEndpoints)[number];

/** The domain of ECR's dual-stack hosts, by partition; it differs from that of the API. */
const dualStackDomains: Readonly<Record<string, string>> = {
  aws: 'on.aws',
  'aws-us-gov': 'on.aws',
  'aws-cn': 'on.amazonwebservices.com.cn',
};

export function isDualStack(endpoint: Endpoint): boolean {
  return endpoint.endsWith('dual-stack');
}

/** Undefined if ECR has no dual-stack hosts there. */
export function dualStackDomain(region: string): string | undefined {
  return dualStackDomains[partitionOf(region).name];
}

export function hasDualStack(region: string): boolean {
  return dualStackDomain(region) !== undefined;
}

/** What determines the hosts of an ECR registry. */
interface Place {
  accountId: string;
  region: string;
  endpoints?: readonly Endpoint[] | undefined;
  hosts?: readonly string[] | undefined;
}

/**
 * Sources: https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html and
 * https://github.com/kubernetes/cloud-provider-aws/blob/master/cmd/ecr-credential-provider/main.go
 */
export function ecrHosts({ accountId, region, endpoints = ['standard'], hosts = [] }: Place): string[] {
  const { domain } = partitionOf(region);
  const dualStack = dualStackDomain(region);
  const forms: Record<Endpoint, string> = {
    standard: `${accountId}.dkr.ecr.${region}.${domain}`,
    fips: `${accountId}.dkr.ecr-fips.${region}.${domain}`,
    'dual-stack': `${accountId}.dkr-ecr.${region}.${dualStack}`,
    'fips-dual-stack': `${accountId}.dkr-ecr-fips.${region}.${dualStack}`,
  };
  return [...endpoints.map((endpoint) => forms[endpoint]), ...hosts];
}
