import type { Target } from './schema.ts';

export type NamedTarget = Target & { name: string };

/**
 * Gives each target without a name its default: the kind in kebab case, with -2, -3 and so on if an earlier target or a
 * chosen name has it already. Requests and stored records use the same rule.
 */
export function nameTargets(targets: readonly Target[]): NamedTarget[] {
  const taken = new Set(targets.flatMap(({ name }) => name ?? []));
  return targets.map((target) => {
    const name = target.name ?? firstFree(kebabCase(target.kind), taken);
    taken.add(name);
    return { ...target, name };
  });
}

function firstFree(base: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(name)) return name;
  }
}

/** The target without its name: all that matters for the content of the cluster. */
export function withoutName({ name: _, ...target }: Target): Target {
  return target;
}

const kebabCase = (kind: string) => kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
