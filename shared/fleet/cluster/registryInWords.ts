import type { ClusterSpec } from '../../clusters/spec.ts';

type Registry = ClusterSpec['registries'][number];

/** `ECR of 123456789012 in eu-west-1, as arn:…, tried with team/app:1.2` */
export function registryInWords(registry: Registry): string {
  const { roleArn, probe } = registry;
  const as = roleArn === undefined ? '' : `, as ${roleArn}`;
  const tried = probe === undefined ? '' : `, tried with ${probe}`;
  return `${whatItIs(registry)}${as}${tried}`;
}

function whatItIs(registry: Registry): string {
  if (registry.kind === 'ecr-public') return 'ECR Public';
  if (registry.kind === 'static') return `${registry.host}, with ${registry.secretArn}`;
  const { accountId, region, endpoints = [], hosts = [] } = registry;
  const by = [...endpoints, ...hosts];
  return `ECR of ${accountId} in ${region}${by.length === 0 ? '' : `, by ${by.join(', ')}`}`;
}
