import { asCommands } from '../../shared/api/asCommands.ts';
import { levelLooks } from '../../shared/fleet/levels.ts';
import type { Cluster, Fleet } from '../api/client.ts';
import { changedIn, describeCluster, stamped } from '../terminal/changes.ts';
import { printable } from '../terminal/text.ts';
import type { FleetStatus } from './readStatus.ts';

/**
 * One plain line per change since the last read: the verdict, and each cluster that got into trouble, has other
 * trouble, or is out of it. `now`: epoch milliseconds.
 */
export function changeLines(before: FleetStatus | undefined, after: FleetStatus, now: number): string[] {
  const { changed, gone } = changedIn(before?.trouble ?? [], after.trouble, fingerprint);
  const isSame = before !== undefined && fleetPrint(before.fleet) === fleetPrint(after.fleet);
  return stamped(now, [
    ...(isSame ? [] : [verdictLine(after.fleet)]),
    ...changed.map((cluster) => asCommands(describeCluster(cluster, now))),
    ...gone.map(({ name }) => `${printable(name)} is out of trouble`),
  ]);
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
