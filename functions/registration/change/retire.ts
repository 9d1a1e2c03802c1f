import { isDeepStrictEqual } from 'node:util';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import { isSelected, literalNames } from '../../../shared/targets/namespaceSelection.ts';
import { withoutName } from '../../../shared/targets/nameTargets.ts';
import type { Target } from '../../../shared/targets/schema.ts';

/**
 * The targets, without their names, whose objects must be removed once `targets` apply: those with a secret or a link
 * that no target writes any more and, if they prune, those with a namespace that no target names any more. The removal
 * itself skips what is written again.
 */
export function retire(
  { spec, retired }: Pick<ClusterRecord, 'spec' | 'retired'>,
  targets: readonly Target[],
): Target[] {
  const staying = targets.map(withoutName);
  const left = spec.targets.map(withoutName).flatMap((target) => leavesBehind(target, staying) ?? []);
  const gone = [...retired.filter((target) => !isBack(target, staying)), ...left];
  return [...new Map(gone.map((target) => [JSON.stringify(target), target])).values()];
}

/** Whether everything that was to be removed is written again. */
function isBack(target: Target, staying: readonly Target[]): boolean {
  const { selection, secretNames } = kindOf(target);
  return secretNames(target).every((name) =>
    staying.some(
      (other) =>
        kindOf(other).secretNames(other).includes(name) &&
        linksAll(other, target) &&
        isDeepStrictEqual(kindOf(other).selection(other), selection(target)),
    ),
  );
}

/** Whether `other` links every service account that `target` links. */
function linksAll(other: Target, target: Target): boolean {
  const linked = new Set(
    kindOf(other)
      .serviceAccounts(other)
      .map(({ name }) => name),
  );
  return kindOf(target)
    .serviceAccounts(target)
    .every(({ name }) => linked.has(name));
}

function leavesBehind(target: Target, staying: readonly Target[]): Target | undefined {
  const names = kindOf(target).secretNames(target);
  const written = new Set(staying.flatMap((other) => kindOf(other).secretNames(other)));
  if (names.some((name) => !written.has(name))) return target;
  if (staying.some((other) => isDeepStrictEqual(other, target))) return undefined;
  const heirs = staying.filter((other) =>
    kindOf(other)
      .secretNames(other)
      .some((name) => names.includes(name)),
  );
  if (!heirs.every((heir) => linksAll(heir, target))) return target;
  const kind = kindOf(target);
  if (!kind.prunes?.(target)) return undefined;
  const left = literalNames(kind.selection(target))?.filter(
    (namespace) => !heirs.some((heir) => isSelected(kindOf(heir).selection(heir), namespace)),
  );
  if (left === undefined) return target;
  return left.length === 0 ? undefined : kind.withNamespaces?.(target, { include: left });
}
