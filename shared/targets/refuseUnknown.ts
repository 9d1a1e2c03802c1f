import type { Registry } from '../registries/schema.ts';
import type { Refuse } from './kind.ts';

/** Refuses registries that the cluster does not have. */
export function refuseUnknown(
  named: readonly { name: string; path: (string | number)[] }[],
  registries: readonly Registry[],
  refuse: Refuse,
): void {
  const known = registries.map(({ name }) => name);
  for (const { name, path } of named)
    if (!known.includes(name))
      refuse(path, `there is no registry named "${name}"; this cluster has ${known.join(', ')}`);
}

/** Where a list of a target's registries names each. */
export const pathsIn = (names: readonly string[] = []) =>
  names.map((name, index) => ({ name, path: ['registries', index] }));
