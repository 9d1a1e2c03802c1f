import { asCommands } from '../../../shared/api/asCommands.ts';
import { clockAt } from '../../../shared/fleet/clock.ts';
import { clusters as counted, number, several } from '../../../shared/fleet/words.ts';
import type { Look } from '../../program/io.ts';
import { signed } from '../../terminal/signed.ts';
import { printable, wrapped } from '../../terminal/text.ts';
import type { ProblemGroup } from './groupProblems.ts';

/** Clusters of a group that are named. */
const mostNamed = 10;

/**
 * One cause after another: how many clusters, what, since when, which, and what to do.
 *
 * @param well what to say if nothing is wrong
 */
export function fleetDoctorLines(
  groups: readonly ProblemGroup[],
  well: string,
  { now, width: columns, colour }: Look,
): string[] {
  const width = Math.max(10, columns);
  const clock = clockAt(now);
  if (groups.length === 0) return signed(wrapped(`✓ ${well}`, width), 32, colour);
  return groups.flatMap(({ kind, message, remedy, clusters, uncovered, since }, index) => {
    const began = since === undefined ? '' : ` (failing since ${clock.at(since)})`;
    const more = clusters.length > mostNamed ? ` and ${number(clusters.length - mostNamed)} more` : '';
    const head = `✗ ${counted(clusters.length)}: ${kind}: ${printable(message)}${began}`;
    const pulls = `Pods cannot pull in ${number(uncovered)} ${several(uncovered, 'namespace', 'namespaces')} now.`;
    return [
      ...(index === 0 ? [] : ['']),
      ...signed(wrapped(head, width), 31, colour),
      ...wrapped(`${clusters.slice(0, mostNamed).join(', ')}${more}`, width, '  '),
      ...(uncovered === 0 ? [] : wrapped(pulls, width, '  ')),
      ...wrapped(`→ ${asCommands(printable(remedy))}`, width, '  '),
    ];
  });
}
