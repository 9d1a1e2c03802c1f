import { asFailure, Failure } from '../../../shared/failure.ts';
import { iso } from '../../../shared/iso.ts';
import type { RegistryCredential } from '../../../shared/registries/credential.ts';
import type { Registry } from '../../../shared/registries/schema.ts';
import type { Tokens } from '../../../shared/registries/tokens.ts';
import type { RegistryWithCredential } from '../../../shared/targets/kind.ts';

/** A registry's credential, or why there is none. */
export type Minted = (registry: Registry) => RegistryWithCredential | Failure;

/**
 * Gets the credentials of all registries at the same time. `heldUntil`: see mint. `neededUntil`: how long a registry's
 * credential should live, in epoch milliseconds; one that expires earlier is given all the same. Throws nothing.
 */
export async function mintAll(
  registries: readonly Registry[],
  tokens: Tokens,
  heldUntil: number,
  neededUntil: (registry: Registry) => number = () => 0,
): Promise<Minted> {
  const outcomes = new Map<string, RegistryCredential | Failure>();
  await Promise.all(
    registries.map(async (registry) =>
      outcomes.set(
        registry.name,
        await mint(registry, tokens, heldUntil, neededUntil(registry)).catch(asFailure),
      ),
    ),
  );
  return (registry) => {
    const credential = outcomes.get(registry.name);
    if (credential instanceof Failure) return credential;
    return { registry, credential: credential as RegistryCredential };
  };
}

async function mint(
  registry: Registry,
  tokens: Tokens,
  heldUntil: number,
  neededUntil: number,
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
