import { partition } from '@aws-sdk/core/client';

/**
 * The name of the partition that a region is in, as ARNs have it, and the domain of its services. Regions that are
 * newer than the SDK are told by the form of their names.
 * Source: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export function partitionOf(region: string): { name: string; domain: string } {
  const { name, dnsSuffix } = partition(region);
  return { name, domain: dnsSuffix };
}

/** The partition that an ARN names: its second part. */
export function partitionIn(arn: string): string {
  return arn.split(':')[1] ?? '';
}
