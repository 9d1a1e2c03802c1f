import { asCommands } from '../../shared/api/asCommands.ts';
import { levelLooks } from '../../shared/fleet/levels.ts';
import { iso } from '../../shared/iso.ts';
import type { Cluster, Fleet } from '../api/client.ts';
import { describeCluster } from '../terminal/changes.ts';
import { printable } from '../terminal/text.ts';
import type { FleetStatus } from './readStatus.ts';

/**
 * One plain line per change since the last read: the verdict, and each cluster that got into trouble, has other
 * trouble, or is out of it. `now`: epoch milliseconds.
 */
export function changeLines(before: FleetStatus | undefined, after: FleetStatus, now: number): string[] {
  const known = new Map(before?.trouble.map((cluster) => [cluster.name, fingerprint(cluster)]));
  const present = new Set(after.trouble.map(({ name }) => name));
  const lines = [
    ...(before !== undefined && fleetPrint(before.fleet) === fleetPrint(after.fleet)
      ? []
      : [verdictLine(after.fleet)]),
    ...after.trouble
      .filter((cluster) => known.get(cluster.name) !== fingerprint(cluster))
      .map((cluster) => asCommands(describeCluster(cluster, now))),
    ...[...known.keys()]
      .filter((name) => !present.has(name))
      .map((name) => `${printable(name)} is out of trouble`),
  ];
  const at = iso(now);
  return lines.map((line) => `${at} ${line}`);
}

function verdictLine({ verdict: { level, headline, notes } }: Fleet): string {
  const { sign, word } = levelLooks[level];
  return printable([`${sign} ${word}: ${headline}.`, ...notes].join(' '));
}

/** Without the times, which change constantly. */
function fleetPrint({ verdict, earliestValidUntil: _, ...numbers }: Fleet): string {
  return JSON.stringify([verdict.level, numbers]);
}

/** Without the times: another failure like the one before is no news. */
function fingerprint({ status: { phase, problems, namespaces } }: Cluster): string {
  return JSON.stringify([phase, problems, namespaces]);
}
