import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { ClusterSpec } from '../../../shared/clusters/spec.ts';
import { never } from '../../../shared/ends.ts';
import { Failure } from '../../../shared/failure.ts';
import type { Redactor } from '../../../shared/redaction/redactor.ts';
import { authEntry } from '../../../shared/registries/credential.ts';
import type { Registry } from '../../../shared/registries/schema.ts';
import type { Tokens } from '../../../shared/registries/tokens.ts';
import type { RegistryWithCredential, TargetResult } from '../../../shared/targets/kind.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import type { ClusterContext } from '../cluster/inCluster.ts';
import { inTurn } from './inTurn.ts';
import { type Minted, mintAll } from './mintAll.ts';

/**
 * Pushes every target. If one of its credentials is unavailable, or expires before those in the cluster, the target is
 * not touched: what the cluster holds is better.
 */
export async function pushTargets(
  { spec, status }: ClusterRecord,
  tokens: Tokens,
  context: ClusterContext,
): Promise<TargetResult[]> {
  const minted = await mintAll(spec.registries, tokens, heldUntil(status), neededUntil(spec, context.now()));
  return inTurn(spec.targets, context, async (target, ofTarget) => {
    const kind = kindOf(target);
    const credentials = allOf(kind.registries(target, spec.registries), minted);
    if (credentials instanceof Failure) return { failure: credentials, namespaces: [] };
    hide(credentials, context.redactor);
    return kind.push(target, credentials, ofTarget);
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

/** What is written must not expire before this (epoch milliseconds). A token may replace what never expires. */
export function heldUntil({ ends = never }: ClusterRecord['status']): number {
  return ends === never ? 0 : ends;
}

/** In the secrets that hold it, a password may look like any word. */
export function hide(credentials: readonly RegistryWithCredential[], redactor: Redactor): void {
  for (const { credential } of credentials) redactor.add(credential.password, authEntry(credential));
}

/** The credentials of all these registries, or why one is missing. */
export function allOf(registries: readonly Registry[], minted: Minted): RegistryWithCredential[] | Failure {
  const outcomes = registries.map(minted);
  const missing = outcomes.find((outcome) => outcome instanceof Failure);
  return missing instanceof Failure ? missing : (outcomes as RegistryWithCredential[]);
}
