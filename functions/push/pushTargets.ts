import type { ClusterRecord } from '../../shared/clusters/record.ts';
import { registriesOf } from '../../shared/clusters/registriesOf.ts';
import { Failure } from '../../shared/failure.ts';
import type { RegistryCredential } from '../../shared/registries/credential.ts';
import type { Registry } from '../../shared/registries/schema.ts';
import type { Tokens } from '../../shared/registries/tokens.ts';
import { asFailure } from '../../shared/targets/eachNamespace.ts';
import { unlessGivenUp } from '../../shared/targets/eachTarget.ts';
import type { RegistryWithCredential, TargetContext, TargetResult } from '../../shared/targets/kind.ts';
import { kindOf } from '../../shared/targets/kinds.ts';

/**
 * Pushes every target. One that needs a credential that cannot be had, or only one that ends before those which
 * the cluster holds, is not touched: what is there is better.
 */
export async function pushTargets(
  { spec, status }: ClusterRecord,
  tokens: Tokens,
  context: TargetContext,
): Promise<TargetResult[]> {
  const heldUntil = status.validUntil === undefined ? 0 : Date.parse(status.validUntil);
  const minted = await mintAll(spec.registries, tokens, heldUntil);
  const results: TargetResult[] = [];
  for (const target of spec.targets) {
    const needed = registriesOf(spec, target).map((registry) => minted(registry));
    const missing = needed.find((credential) => credential instanceof Failure);
    results.push(
      missing instanceof Failure
        ? { failure: missing, namespaces: [] }
        : await unlessGivenUp(context, () =>
            kindOf(target).push(target, needed as RegistryWithCredential[], context),
          ),
    );
  }
  return results;
}

async function mintAll(registries: readonly Registry[], tokens: Tokens, heldUntil: number) {
  const outcomes = new Map<string, RegistryCredential | Failure>();
  await Promise.all(
    registries.map(async (registry) =>
      outcomes.set(registry.name, await mint(registry, tokens, heldUntil).catch(asFailure)),
    ),
  );
  return (registry: Registry): RegistryWithCredential | Failure => {
    const credential = outcomes.get(registry.name);
    if (credential instanceof Failure) return credential;
    return { registry, credential: credential as RegistryCredential };
  };
}

async function mint(registry: Registry, tokens: Tokens, heldUntil: number): Promise<RegistryCredential> {
  const credential = await tokens(registry, heldUntil);
  if (credential.expiresAt >= heldUntil) return credential;
  const [given, held] = [credential.expiresAt, heldUntil].map((time) => new Date(time).toISOString());
  throw new Failure(
    'token',
    `The new token for registry ${registry.name} ends at ${given}, before those that the cluster holds (${held})`,
    {
      remedy:
        'Nothing was replaced. A new token of ECR lives 12 hours: look for what shortens it, such as a proxy in front of ECR.',
    },
  );
}
