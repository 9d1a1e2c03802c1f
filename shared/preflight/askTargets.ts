import { kindOf } from '../targets/kinds.ts';
import { literalNames } from '../targets/namespaceSelection.ts';
import type { Target } from '../targets/schema.ts';
import type { Findings } from './findings.ts';
import type { NamesOf } from './namespacesOf.ts';

interface Chosen {
  target: Target;
  index: number;
  namespaces: readonly string[];
}

/** What can only be seen with the cluster's namespaces: targets that choose none, and two that write one secret. */
export async function askTargets(
  targets: readonly Target[],
  namesOf: NamesOf,
): Promise<Pick<Findings, 'choosingNothing' | 'collisions'>> {
  const chosen = await Promise.all(
    targets.map(async (target, index): Promise<Chosen[]> => {
      // Another check reports that they cannot be listed.
      const namespaces = await namesOf(kindOf(target).selection(target)).catch(() => undefined);
      return namespaces === undefined ? [] : [{ target, index, namespaces }];
    }),
  );
  const known = chosen.flat();
  return {
    choosingNothing: known.filter(choosesNothing).map(({ index }) => index),
    collisions: collisionsAmong(known),
  };
}

/** Named namespaces that do not exist are reported on their own. */
function choosesNothing({ target, namespaces }: Chosen): boolean {
  return namespaces.length === 0 && literalNames(kindOf(target).selection(target)) === undefined;
}

function collisionsAmong(chosen: readonly Chosen[]): Findings['collisions'] {
  const writers = new Map<string, number>();
  const found = new Map<string, { targets: [number, number]; secretName: string; namespaces: string[] }>();
  for (const { target, index, namespaces } of chosen)
    for (const secretName of kindOf(target).secretNames(target))
      for (const namespace of namespaces) {
        const object = `${namespace}/${secretName}`;
        const first = writers.get(object) ?? index;
        writers.set(object, first);
        if (first === index) continue;
        const key = `${first} ${index} ${secretName}`;
        const collision = found.get(key) ?? { targets: [first, index], secretName, namespaces: [] };
        collision.namespaces.push(namespace);
        found.set(key, collision);
      }
  return [...found.values()];
}
