import type { Registry } from './schema.ts';

/** The hosts whose images a registry's token pulls. */
export function registryHosts(of: Registry): string[] {
  const domain = of.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return [`${of.accountId}.dkr.ecr.${of.region}.${domain}`, ...(of.hosts ?? [])];
}
