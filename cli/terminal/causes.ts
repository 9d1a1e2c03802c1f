import { asCommands } from '../../shared/api/asCommands.ts';
import type { ClusterResource } from '../../shared/api/schemas.ts';
import { hits } from '../../shared/fleet/cluster/hits.ts';
import { clipped, printable, wrapped } from './text.ts';

interface Bounds {
  /** Causes that are shown: the worst ones. */
  causes: number;
  /** Namespaces that are named for each. */
  namespaces: number;
}

const ofSeveral: Bounds = { causes: 3, namespaces: 3 };

/** What fails in a cluster, where, and what to do: indented lines of at most `width` columns. */
export function causeLines(
  { problems = [], furtherProblems = 0 }: Pick<ClusterResource['status'], 'problems' | 'furtherProblems'>,
  width: number,
  bounds: Bounds = ofSeveral,
): string[] {
  const more = Math.max(0, problems.length - bounds.causes) + furtherProblems;
  return [
    ...problems
      .slice(0, bounds.causes)
      .flatMap((problem) => [
        ...wrapped(`${problem.kind}: ${printable(problem.message)}`, width, '  '),
        ...lineOf(hits(problem, bounds.namespaces), width),
        ...wrapped(`→ ${asCommands(printable(problem.remedy))}`, width, '  '),
      ]),
    ...(more > 0 ? [clipped(`  … and ${more} more ${more === 1 ? 'cause' : 'causes'}`, width)] : []),
  ];
}

const lineOf = (text: string, width: number) => (text === '' ? [] : wrapped(printable(text), width, '  '));
