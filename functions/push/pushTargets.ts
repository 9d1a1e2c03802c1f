import type { ClusterRecord } from '../../shared/clusters/record.ts';
import { registriesOf } from '../../shared/clusters/registriesOf.ts';
import { Failure } from '../../shared/failure.ts';
import type { RegistryCredential } from '../../shared/registries/credential.ts';
import type { Registry } from '../../shared/registries/schema.ts';
import type { Tokens } from '../../shared/registries/tokens.ts';
import { asFailure } from '../../shared/targets/eachNamespace.ts';
import type { RegistryWithCredential, TargetContext, TargetResult } from '../../shared/targets/kind.ts';
import { kindOf } from '../../shared/targets/kinds.ts';

/**
 * Pushes every target. One that needs a credential that cannot be had is not touched: what the cluster
 * holds is better than less.
 */
export async function pushTargets(
  { spec }: ClusterRecord,
  tokens: Tokens,
  context: TargetContext,
): Promise<TargetResult[]> {
  const minted = await mintAll(spec.registries, tokens);
  const results: TargetResult[] = [];
  for (const target of spec.targets) {
    const needed = registriesOf(spec, target).map((registry) => minted(registry));
    const missing = needed.find((credential) => credential instanceof Failure);
    results.push(
      missing instanceof Failure
        ? { failure: missing, namespaces: [] }
        : await kindOf(target).push(target, needed as RegistryWithCredential[], context),
    );
  }
  return results;
}

async function mintAll(registries: readonly Registry[], tokens: Tokens) {
  const outcomes = new Map<string, RegistryCredential | Failure>();
  await Promise.all(
    registries.map(async (registry) => outcomes.set(registry.name, await tokens(registry).catch(asFailure))),
  );
  return (registry: Registry): RegistryWithCredential | Failure => {
    const credential = outcomes.get(registry.name);
    if (credential instanceof Failure) return credential;
    return { registry, credential: credential as RegistryCredential };
  };
}
