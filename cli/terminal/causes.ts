import type { ClusterResource } from '../../shared/api/schemas.ts';
import { hits } from './hits.ts';
import { clipped, printable, wrapped } from './text.ts';

/** Causes that are shown of one of several clusters: the worst ones. */
const mostOfSeveral = 3;

/** What fails in a cluster, where, and what to do: indented lines of at most `width` columns. */
export function causeLines(
  { problems = [], furtherProblems = 0 }: Pick<ClusterResource['status'], 'problems' | 'furtherProblems'>,
  width: number,
  most: number = mostOfSeveral,
): string[] {
  const more = Math.max(0, problems.length - most) + furtherProblems;
  return [
    ...problems
      .slice(0, most)
      .flatMap((problem) => [
        ...wrapped(`${problem.kind}: ${printable(problem.message)}`, width, '  '),
        ...(hits(problem) === '' ? [] : wrapped(printable(hits(problem)), width, '  ')),
        ...wrapped(`→ ${printable(problem.remedy)}`, width, '  '),
      ]),
    ...(more > 0 ? [clipped(`  … and ${more} more ${more === 1 ? 'cause' : 'causes'}`, width)] : []),
  ];
}
