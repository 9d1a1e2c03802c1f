import { createHash } from 'node:crypto';
import { registryKindOf } from './kinds.ts';
import type { Registry } from './schema.ts';

/**
 * The key of a registry's credential: registries with the same key share it, across clusters. The key contains the
 * external id: a caller that does not know it must not be served from memory.
 */
export function tokenKey(registry: Registry): string {
  const { kind, roleArn, externalId } = registry;
  return JSON.stringify([kind, ...registryKindOf(registry).credentialOf(registry), roleArn, externalId]);
}

/** A digest of the key for records, which reveals nothing of it. */
export function keyDigest(registry: Registry): string {
  return createHash('sha256').update(tokenKey(registry)).digest('hex').slice(0, 12);
}
