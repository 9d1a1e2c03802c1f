import { createHash } from 'node:crypto';
import type { Registry } from '../../registries/schema.ts';
import type { RegistryWithCredential } from '../kind.ts';
import type { SecretDraft } from './draft.ts';

/**
 * What each of a target's secrets carries, by its name: a digest over its form and data, with the place that each
 * credential comes from in place of the credential. So it changes with the registries, their hosts, roles and secrets, and
 * not with a new token; and nothing of a credential is in it.
 */
export function contentsOf(
  compose: (credentials: readonly RegistryWithCredential[]) => readonly SecretDraft[],
  registries: readonly Registry[],
): ReadonlyMap<string, string> {
  const drafts = compose(registries.map((registry) => ({ registry, credential: sourceOf(registry) })));
  return new Map(drafts.map(({ name, type, data }) => [name, digestOf([type, data])]));
}

/** What another name is given to, or another probe looks at, is the same credential. */
function sourceOf({ name: _, probe: __, ...source }: Registry & { probe?: unknown }) {
  return { username: source.kind, password: canonical(source), expiresAt: 0 };
}

/** Of the digest: enough to tell what differs by mistake. */
const digits = 16;

function digestOf(parts: unknown): string {
  return createHash('sha256').update(canonical(parts)).digest('hex').slice(0, digits);
}

/** JSON whose keys are sorted: a record that DynamoDB gave back has them in another order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
