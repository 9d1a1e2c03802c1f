import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { Failure } from '../../../shared/failure.ts';
import type { Registry } from '../../../shared/registries/schema.ts';
import type { Tokens } from '../../../shared/registries/tokens.ts';
import type { TargetResult } from '../../../shared/targets/kind.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import type { ClusterContext } from '../cluster/inCluster.ts';
import { credentialsFor } from './credentialsFor.ts';
import { inTurn } from './inTurn.ts';

/**
 * Pushes every target. If one of its credentials is unavailable, or expires before those in the cluster, the target is
 * not touched: what the cluster holds is better.
 */
export async function pushTargets(
  { spec, status }: ClusterRecord,
  tokens: Tokens,
  context: ClusterContext,
): Promise<TargetResult[]> {
  const needed = neededUntil(spec, context.now());
  const credentials = credentialsFor(status, tokens, context.redactor, needed);
  // Fetches all at the same time; each target then takes those that it needs.
  await credentials(spec.registries);
  return inTurn(spec.targets, context, async (target, ofTarget) => {
    const kind = kindOf(target);
    const all = await credentials(kind.registries(target, spec.registries));
    return all instanceof Failure ? { failure: all, namespaces: [] } : kind.push(target, all, ofTarget);
  });
}

/** How long a registry's credential should live for the targets that need it; epoch milliseconds. */
function neededUntil({ registries, targets }: ClusterSpec, now: number): (registry: Registry) => number {
  const needs = targets.flatMap((target) => {
    const kind = kindOf(target);
    const life = kind.lifeNeeded?.(target);
    return life === undefined ? [] : { until: now + life, of: kind.registries(target, registries) };
  });
  return (registry) =>
    Math.max(0, ...needs.filter(({ of }) => of.includes(registry)).map(({ until }) => until));
}
