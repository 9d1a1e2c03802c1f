import type { RegistryKind } from '../kind.ts';
import { ecrHosts } from './hosts.ts';
import { isOwnHost } from './isOwnHost.ts';
import type { EcrRegistry } from './schema.ts';

export const ecr: RegistryKind<EcrRegistry> = {
  hosts: ecrHosts,
  foreignHosts: ({ hosts = [], region }) =>
    hosts.flatMap((host, index) => (isOwnHost(host, region) ? [] : { host, index })),
  // A token carries the identity that requested it, and works for every registry in its region that this identity may
  // use.
  credentialOf: ({ region }) => [region],
  remedy: ({ roleArn, accountId, region }) =>
    `Check accountId (${accountId}) and region (${region}), and that nothing between PullPass and ECR, such as a VPC endpoint policy, refuses ${roleArn ?? 'PullPass’s own role'}.`,
  inWords: ({ accountId, region, endpoints = [], hosts = [] }) => {
    const by = [...endpoints, ...hosts];
    return `ECR of ${accountId} in ${region}${by.length === 0 ? '' : `, by ${by.join(', ')}`}`;
  },
};
