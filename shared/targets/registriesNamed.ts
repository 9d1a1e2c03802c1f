import type { Registry } from '../registries/schema.ts';

/** The named registries, in the cluster's order; all of them if no names are given. */
export function registriesNamed(
  { registries: names }: { registries?: readonly string[] | undefined },
  all: readonly Registry[],
): Registry[] {
  return all.filter(({ name }) => names === undefined || names.includes(name));
}
