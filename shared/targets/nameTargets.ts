import type { Target } from './schema.ts';

export type NamedTarget = Target & { name: string };

/**
 * Gives each target without a name its default: the kind in kebab case, with -2, -3 in order where a name before it, or
 * one that somebody chose, is that already. Requests and stored records are named alike.
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

/** The target without its handle: all that counts for what is in the cluster. */
export function withoutName({ name: _, ...target }: Target): Target {
  return target;
}

const kebabCase = (kind: string) => kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
