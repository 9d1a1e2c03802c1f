import { ecr } from './ecr/index.ts';
import { ecrPublic } from './ecrPublic/index.ts';
import type { RegistryKind } from './kind.ts';
import type { Registry } from './schema.ts';
import { ofSecret } from './static/index.ts';

const kinds: { [K in Registry['kind']]: RegistryKind<Extract<Registry, { kind: K }>> } = {
  ecr,
  'ecr-public': ecrPublic,
  static: ofSecret,
};

/** The implementation for a registry, whatever its kind. */
export function registryKindOf(registry: Registry): RegistryKind<Registry> {
  return kinds[registry.kind] as RegistryKind<Registry>;
}
