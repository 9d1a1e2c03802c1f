import { createHash } from 'node:crypto';
import { isObject } from '../../isObject.ts';
import type { Registry } from '../../registries/schema.ts';
import type { RegistryWithCredential } from '../kind.ts';
import type { SecretDraft } from './draft.ts';

/**
 * A digest for each of a target's secrets, by name: over its form and data, with the origin of each credential instead
 * of the credential. So it changes with the registries, their hosts, roles and secrets, but not with a new token, and
 * it reveals nothing of a credential.
 */
export function contentsOf(
  compose: (credentials: readonly RegistryWithCredential[]) => readonly SecretDraft[],
  registries: readonly Registry[],
): ReadonlyMap<string, string> {
  const drafts = compose(registries.map((registry) => ({ registry, credential: sourceOf(registry) })));
  return new Map(drafts.map(({ name, type, data }) => [name, digestOf([type, data])]));
}

/** A new name or another probe image does not change the credential. */
function sourceOf({ name: _, probe: __, ...source }: Registry & { probe?: unknown }) {
  return { username: source.kind, password: canonical(source), expiresAt: 0 };
}

/** Digits of the digest: enough to exclude accidental equality. */
const digits = 16;

function digestOf(parts: unknown): string {
  return createHash('sha256').update(canonical(parts)).digest('hex').slice(0, digits);
}

/** JSON with sorted keys: a record read from DynamoDB has them in another order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
