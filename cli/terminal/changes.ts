import type { ClusterResource } from '../../shared/api/schemas.ts';
import { hits } from '../../shared/fleet/cluster/hits.ts';
import { iso } from '../../shared/iso.ts';
import { looks } from './phases.ts';
import { printable } from './text.ts';
import { leftUntil } from './times.ts';

/** One plain line for each cluster that is new, was pushed, changed its phase, or is gone. */
export function changes(
  before: readonly ClusterResource[],
  after: readonly ClusterResource[],
  now: number,
): string[] {
  const known = new Map(before.map((cluster) => [cluster.name, fingerprint(cluster)]));
  const changed = after.filter((cluster) => known.get(cluster.name) !== fingerprint(cluster));
  const present = new Set(after.map(({ name }) => name));
  const gone = before.filter(({ name }) => !present.has(name));
  const at = iso(now);
  return [
    ...changed.map((cluster) => `${at} ${describeCluster(cluster, now)}`),
    ...gone.map(({ name }) => `${at} ${printable(name)} is no longer registered`),
  ];
}

function fingerprint({ status }: ClusterResource): string {
  const { phase, lastAttemptAt, validUntil, endless, problems, namespaces } = status;
  return JSON.stringify([phase, lastAttemptAt, validUntil, endless, problems, namespaces]);
}

/** `prod-eu-1 ✗ Failing, namespaces 0/12, forbidden: … → …`, on one line. */
export function describeCluster({ name, status }: ClusterResource, now: number): string {
  const { phase, validUntil, endless, problems = [] } = status;
  const { chosen, ready } = status.namespaces;
  const parts = [
    `${printable(name)} ${looks[phase].symbol} ${phase}`,
    ...(validUntil === undefined ? [] : [`valid for ${leftUntil(validUntil, now)}`]),
    ...(endless ? ['valid forever'] : []),
    `namespaces ${ready}/${chosen}`,
    ...problems.map((problem) => {
      const { kind, message, remedy } = problem;
      return [`${kind}: ${message}`, hits(problem), `→ ${remedy}`].filter(Boolean).map(printable).join(' ');
    }),
  ];
  return parts.join(', ');
}
