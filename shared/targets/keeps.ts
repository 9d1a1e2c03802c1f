import type { TargetContext } from './kind.ts';
import { kindOf } from './kinds.ts';
import { mayChoose } from './overlap.ts';
import type { Target } from './schema.ts';

/** Whether one of these targets may write a secret in a namespace: where that is open, it is taken to. */
export function keptBy(targets: readonly Target[]): TargetContext['keeps'] {
  const kept = targets.map((target) => ({
    names: new Set(kindOf(target).secretNames(target)),
    selection: kindOf(target).selection(target),
  }));
  return (namespace, secretName) =>
    kept.some(({ names, selection }) => names.has(secretName) && mayChoose(selection, namespace));
}
