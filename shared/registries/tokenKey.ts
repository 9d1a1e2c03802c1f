import { createHash } from 'node:crypto';
import { registryKindOf } from './kinds.ts';
import type { Registry } from './schema.ts';

/**
 * What a registry's credential is kept under: registries with the same key take the same one, of whatever cluster. The
 * external id is part of it: who does not know it must not be served from memory.
 */
export function tokenKey(registry: Registry): string {
  const { kind, roleArn, externalId } = registry;
  return JSON.stringify([kind, ...registryKindOf(registry).credentialOf(registry), roleArn, externalId]);
}

/** Names a key for records, without what is in it. */
export function keyDigest(registry: Registry): string {
  return createHash('sha256').update(tokenKey(registry)).digest('hex').slice(0, 12);
}
