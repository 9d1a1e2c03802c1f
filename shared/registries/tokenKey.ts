import { createHash } from 'node:crypto';
import type { Registry } from './schema.ts';

/** What a registry's credential is kept under: registries with the same key take the same one, of whatever cluster. */
export function tokenKey(registry: Registry): string {
  return JSON.stringify(keyOf(registry));
}

/** The external id is part of it: who does not know it must not be served from memory. */
function keyOf(registry: Registry): readonly unknown[] {
  const { kind, roleArn, externalId } = registry;
  // A token of ECR carries the identity that asked for it, and is good in its region for every registry that this may use.
  if (kind === 'ecr') return [kind, registry.region, roleArn, externalId];
  if (kind === 'ecr-public') return [kind, roleArn, externalId];
  return [kind, registry.host, registry.secretArn, roleArn, externalId];
}

/** Names a key for records, without what is in it. */
export function keyDigest(registry: Registry): string {
  return createHash('sha256').update(tokenKey(registry)).digest('hex').slice(0, 12);
}
