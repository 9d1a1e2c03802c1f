import { imagePullSecret } from './imagePullSecret/index.ts';
import type { TargetKind } from './kind.ts';
import type { Target } from './schema.ts';

const kinds: { [K in Target['kind']]: TargetKind<Extract<Target, { kind: K }>> } = { imagePullSecret };

/** How to handle a target of whatever kind it is. */
export function kindOf(target: Target): TargetKind<Target> {
  return kinds[target.kind];
}
