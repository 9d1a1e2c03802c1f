import { partition } from '@aws-sdk/core/client';

/**
 * The partition of a region, as in ARNs, and the domain of its services. For regions newer than the SDK, the form of
 * their name decides.
 * Source: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export function partitionOf(region: string): { name: string; domain: string } {
  const { name, dnsSuffix } = partition(region);
  return { name, domain: dnsSuffix };
}

/** The partition in an ARN: its second part. */
export function partitionIn(arn: string): string {
  return arn.split(':')[1] ?? '';
}
