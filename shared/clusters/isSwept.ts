import { kindOf } from '../targets/kinds.ts';
import { literalNames } from '../targets/namespaceSelection.ts';
import type { ClusterSpec } from './spec.ts';

/** Whether the cluster is swept: new namespaces may match a target between two refreshes. */
export function isSwept({ sweepEveryMinutes, targets }: ClusterSpec): boolean {
  return (
    sweepEveryMinutes > 0 &&
    targets.some((target) => {
      const { sweep, selection } = kindOf(target);
      return sweep !== undefined && literalNames(selection(target)) === undefined;
    })
  );
}
