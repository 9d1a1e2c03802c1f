import { argocd } from './argocd/index.ts';
import { dockerconfigjson } from './dockerconfigjson/index.ts';
import { globalPullSecret } from './globalPullSecret/index.ts';
import { imagePullSecret } from './imagePullSecret/index.ts';
import { jenkins } from './jenkins/index.ts';
import { keys } from './keys/index.ts';
import type { TargetKind } from './kind.ts';
import type { Target } from './schema.ts';

const kinds: { [K in Target['kind']]: TargetKind<Extract<Target, { kind: K }>> } = {
  imagePullSecret,
  dockerconfigjson,
  keys,
  jenkins,
  argocd,
  globalPullSecret,
};

/** The implementation for a target, whatever its kind. */
export function kindOf(target: Target): TargetKind<Target> {
  return kinds[target.kind];
}
