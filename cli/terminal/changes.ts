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
  const { changed, gone } = changedIn(before, after, fingerprint);
  return stamped(now, [
    ...changed.map((cluster) => describeCluster(cluster, now)),
    ...gone.map(({ name }) => `${printable(name)} is no longer registered`),
  ]);
}

/** The clusters whose fingerprints are new, and those that are gone. */
export function changedIn<C extends { name: string }>(
  before: readonly C[],
  after: readonly C[],
  fingerprint: (cluster: C) => string,
) {
  const known = new Map(before.map((cluster) => [cluster.name, fingerprint(cluster)]));
  const present = new Set(after.map(({ name }) => name));
  return {
    changed: after.filter((cluster) => known.get(cluster.name) !== fingerprint(cluster)),
    gone: before.filter(({ name }) => !present.has(name)),
  };
}

/** Each line with the time. `now`: epoch milliseconds. */
export const stamped = (now: number, lines: readonly string[]): string[] =>
  lines.map((line) => `${iso(now)} ${line}`);

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
