import { ecr } from './ecr/ecr.ts';
import { ecrPublic } from './ecrPublic/ecrPublic.ts';
import type { RegistryKind } from './kind.ts';
import type { Registry } from './schema.ts';
import { staticCredential } from './static/staticCredential.ts';

const kinds: { [K in Registry['kind']]: RegistryKind<Extract<Registry, { kind: K }>> } = {
  ecr,
  'ecr-public': ecrPublic,
  static: staticCredential,
};

/** How to handle a registry of whatever kind it is. */
export function registryKindOf(registry: Registry): RegistryKind<Registry> {
  return kinds[registry.kind] as RegistryKind<Registry>;
}
