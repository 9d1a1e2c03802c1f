import { declaration as argocd } from './argocd/declaration.ts';
import { declaration as dockerconfigjson } from './dockerconfigjson/declaration.ts';
import { declaration as globalPullSecret } from './globalPullSecret/declaration.ts';
import { declaration as imagePullSecret } from './imagePullSecret/declaration.ts';
import { declaration as jenkins } from './jenkins/declaration.ts';
import { declaration as keys } from './keys/declaration.ts';
import type { TargetDeclaration } from './kind.ts';
import type { Target } from './schema.ts';

/** What is known of each kind of target without a push. */
export const targetDeclarations: { [K in Target['kind']]: TargetDeclaration<Extract<Target, { kind: K }>> } =
  {
    imagePullSecret,
    dockerconfigjson,
    keys,
    jenkins,
    argocd,
    globalPullSecret,
  };

/** What is known of a target's kind without a push. */
export function declarationOf(target: Target): TargetDeclaration<Target> {
  return targetDeclarations[target.kind];
}
