import { type Failure, type Lack, withRemedy } from '../../../shared/failure.ts';
import { grantRemedy } from '../../../shared/rbac/grantRemedy.ts';
import { type Grantable, rolesOf } from '../../../shared/rbac/rules.ts';
import type { TargetResult } from '../../../shared/targets/kind.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import { literalNames } from '../../../shared/targets/namespaceSelection.ts';
import type { Target } from '../../../shared/targets/schema.ts';

/**
 * An authorizer names one verb on one object, then the next one once that is granted. This names instead all that the
 * targets at work need, for their removal too, so that one grant is enough.
 *
 * @param results of these targets, in their order
 */
export function withWholeGrants(
  targets: readonly Target[],
  results: readonly TargetResult[],
): TargetResult[] {
  if (!results.some(lacksAnything)) return [...results];
  const atWork = targetsByNamespace(targets, results);
  const targetsIn = (namespace: string) => (atWork.get(namespace) ?? []).map(({ target }) => target);
  const remedies = new Map<string, string>();
  return results.map((result, index) => {
    const { failure, namespaces } = result;
    const target = targets[index];
    return {
      ...result,
      ...(failure !== undefined &&
        target !== undefined && { failure: granting(failure, [target], whereOf(target)) }),
      namespaces: namespaces.map((each) =>
        each.result === 'failed'
          ? { ...each, failure: granting(each.failure, targetsIn(each.namespace), 'there') }
          : each,
      ),
    };
  });

  function granting(failure: Failure, needing: readonly Target[], where: string): Failure {
    const { lack } = failure;
    if (lack === undefined) return failure;
    const key = JSON.stringify([lack, where, needing.map((target) => targets.indexOf(target))]);
    const remedy = remedies.get(key) ?? remedyFor(lack, needing, where);
    remedies.set(key, remedy);
    return withRemedy(failure, remedy);
  }
}

function remedyFor(lack: Lack, needing: readonly Target[], where: string): string {
  const { identity, verb, group, resource, name } = lack;
  const named: Grantable = {
    verb,
    resource,
    ...(group !== '' && { group }),
    ...(name !== undefined && { name }),
  };
  const needed = needing.flatMap((target): Grantable[] => kindOf(target).permissions(target));
  return grantRemedy(identity, rolesOf([...needed, named]), where);
}

function lacksAnything({ failure, namespaces }: TargetResult): boolean {
  return (
    failure?.lack !== undefined ||
    namespaces.some((each) => each.result === 'failed' && each.failure.lack !== undefined)
  );
}

/** The targets that have a result in each namespace. */
function targetsByNamespace(targets: readonly Target[], results: readonly TargetResult[]) {
  const atWork = targets.flatMap((target, index) => {
    const names = new Set(results[index]?.namespaces.map(({ namespace }) => namespace));
    return [...names].map((namespace) => ({ namespace, target }));
  });
  return Map.groupBy(atWork, ({ namespace }) => namespace);
}

function whereOf(target: Target): string {
  const names = literalNames(kindOf(target).selection(target));
  return names?.length === 1 ? `in the namespace ${names[0]}` : 'in each chosen namespace';
}
