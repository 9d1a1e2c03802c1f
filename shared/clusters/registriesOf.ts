import type { Registry } from '../registries/schema.ts';

/** The registries whose credentials go into a target, in the order they were given. */
export function registriesOf(
  spec: { registries: readonly Registry[] },
  of: { registries?: readonly string[] | undefined },
): Registry[] {
  const wanted = of.registries;
  return spec.registries.filter(({ name }) => wanted === undefined || wanted.includes(name));
}
