import type { ClusterSpec } from '../../shared/clusters/spec.ts';
import { kindOf } from '../../shared/targets/kinds.ts';
import { literalNames } from '../../shared/targets/namespaceSelection.ts';

/** Whether namespaces may come to be chosen between two refreshes, and are to be looked for. */
export function isSwept({ sweepEveryMinutes, targets }: ClusterSpec): boolean {
  return (
    sweepEveryMinutes > 0 &&
    targets.some((target) => {
      const { sweep, selection } = kindOf(target);
      return sweep !== undefined && literalNames(selection(target)) === undefined;
    })
  );
}
