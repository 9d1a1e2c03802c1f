import type { KubernetesApi } from '../kubernetes/api.ts';
import type { TargetFinding } from '../targets/kind.ts';
import { kindOf } from '../targets/kinds.ts';
import type { Target } from '../targets/schema.ts';
import type { Limits } from './ask.ts';

/** The checks of the targets' own kinds, while time remains. */
export async function askOwn(
  api: KubernetesApi,
  targets: readonly Target[],
  { deadline, now }: Limits,
): Promise<TargetFinding[]> {
  const findings: TargetFinding[] = [];
  for (const target of targets) {
    if (now() >= deadline) break;
    findings.push(...((await kindOf(target).preflight?.(target, api)) ?? []));
  }
  return findings;
}
