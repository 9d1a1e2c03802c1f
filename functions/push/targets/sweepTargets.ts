import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { asFailure, Failure } from '../../../shared/failure.ts';
import type { Tokens } from '../../../shared/registries/tokens.ts';
import type { NamespaceResult, TargetContext, TargetResult } from '../../../shared/targets/kind.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import { literalNames } from '../../../shared/targets/namespaceSelection.ts';
import type { Target } from '../../../shared/targets/schema.ts';
import type { ClusterContext } from '../cluster/inCluster.ts';
import { credentialsFor } from './credentialsFor.ts';
import { inTurn } from './inTurn.ts';

/** Sweeps every target whose namespaces may change by themselves. Gets tokens only if there is something to write. */
export function sweepTargets(
  { spec, status }: ClusterRecord,
  tokens: Tokens,
  context: ClusterContext,
): Promise<TargetResult[]> {
  const credentials = credentialsFor(status, tokens, context.redactor);
  return inTurn(spec.targets, context, async (target, ofTarget) => {
    const kind = kindOf(target);
    const names = literalNames(kind.selection(target));
    if (kind.sweep === undefined || names !== undefined) return asItIs(target, names ?? [], ofTarget);
    const ofItsRegistries = async () => {
      const all = await credentials(kind.registries(target, spec.registries));
      if (all instanceof Failure) throw all;
      return all;
    };
    return kind.sweep(target, ofItsRegistries, ofTarget);
  });
}

/** A target that is not swept counts as the last refresh left it: only healthy clusters are swept. */
function asItIs(target: Target, names: readonly string[], { claim }: TargetContext): TargetResult {
  return {
    namespaces: names.map((namespace): NamespaceResult => {
      try {
        for (const secretName of kindOf(target).secretNames(target)) claim(namespace, secretName);
        return { namespace, result: 'ready' };
      } catch (error) {
        return { namespace, result: 'failed', failure: asFailure(error) };
      }
    }),
  };
}
