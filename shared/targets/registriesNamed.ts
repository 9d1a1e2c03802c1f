import type { Registry } from '../registries/schema.ts';

/** Those of the registries that are named, in the cluster's order; all where no names are given. */
export function registriesNamed(
  { registries: names }: { registries?: readonly string[] | undefined },
  all: readonly Registry[],
): Registry[] {
  return all.filter(({ name }) => names === undefined || names.includes(name));
}
