import type { ClusterStatus } from '../../../shared/clusters/record.ts';
import { never } from '../../../shared/ends.ts';
import { asFailure, Failure } from '../../../shared/failure.ts';
import { iso } from '../../../shared/iso.ts';
import type { Redactor } from '../../../shared/redaction/redactor.ts';
import { authEntry, type RegistryCredential } from '../../../shared/registries/credential.ts';
import type { Registry } from '../../../shared/registries/schema.ts';
import type { Tokens } from '../../../shared/registries/tokens.ts';
import type { RegistryWithCredential } from '../../../shared/targets/kind.ts';

/** Returns the credentials of these registries, or why one is missing. Never rejects. */
export type Credentials = (registries: readonly Registry[]) => Promise<RegistryWithCredential[] | Failure>;

/**
 * The credentials for one push, each requested once, and hidden in what is reported.
 *
 * @param neededUntil how long a registry's credential should live, in epoch milliseconds; one that expires earlier is
 * given all the same
 */
export function credentialsFor(
  { ends = never }: ClusterStatus,
  tokens: Tokens,
  redactor: Redactor,
  neededUntil: (registry: Registry) => number = () => 0,
): Credentials {
  // A token may replace what never expires.
  const heldUntil = ends === never ? 0 : ends;
  const requested = new Map<string, Promise<RegistryCredential | Failure>>();
  const request = (registry: Registry) => {
    const { name } = registry;
    const wish = { heldUntil, neededUntil: neededUntil(registry) };
    const answer = requested.get(name) ?? mint(registry, tokens, wish).catch(asFailure);
    requested.set(name, answer);
    return answer;
  };
  return async (registries) => {
    const answers = await Promise.all(registries.map(request));
    for (const answer of answers) {
      if (answer instanceof Failure) return answer;
      // In the secrets that hold it, a password may look like any word.
      redactor.add(answer.password, authEntry(answer));
    }
    return registries.map((registry, index) => ({
      registry,
      credential: answers[index] as RegistryCredential,
    }));
  };
}

async function mint(
  registry: Registry,
  tokens: Tokens,
  { heldUntil, neededUntil }: { heldUntil: number; neededUntil: number },
): Promise<RegistryCredential> {
  const credential = await tokens(registry, { heldUntil: Math.max(heldUntil, neededUntil) });
  if (credential.expiresAt >= heldUntil || credential.outdoes) return credential;
  const [given, held] = [credential.expiresAt, heldUntil].map(iso);
  throw new Failure(
    'token',
    `The new token for registry ${registry.name} ends at ${given}, before those that the cluster holds (${held})`,
    {
      remedy:
        'Nothing was replaced. A new ECR token lives 12 hours: find out what shortens it, such as a proxy in front of ECR.',
    },
  );
}
