import type { FleetView } from '../../../functions/widget/view.ts';
import { type Phase, phases } from '../../../shared/clusters/record.ts';
import { type Ends, toWire } from '../../../shared/ends.ts';
import { type ClusterRow, holdsNothing } from '../../../shared/fleet/clusterRow.ts';
import { iso } from '../../../shared/iso.ts';

export const now = Date.parse('2026-03-10T10:24:00.000Z');

/** ISO 8601, this many minutes from now. */
export const inMinutes = (minutes: number): string => iso(endsAfter(minutes));

/** The end of a credential that lives this many minutes from now. */
export const endsAfter = (minutes: number): Ends => now + minutes * 60_000;

export const limits = { atRiskMinutes: 180, failingMinutes: 30, kubeconfigDays: 14 };

export const denied = {
  kind: 'forbidden',
  message:
    'PATCH /api/v1/namespaces/checkout/secrets/ecr-credentials answered 403 for system:serviceaccount:pullpass:pullpass',
  remedy:
    'Grant the verb patch on secrets to the identity in the kubeconfig; docs/permissions.md has the role.',
} as const;

/** The same as a cause: pods can still pull with what was written before. */
export const deniedProblem = { ...denied, namespaces: ['checkout'], count: 1, uncovered: 0 };

type Over = { [Key in keyof ClusterRow]?: ClusterRow[Key] | undefined };

/** Fields given as undefined are absent. */
export function aRow(name: string, over: Over = {}): ClusterRow {
  const row = {
    name,
    labels: {},
    phase: 'Healthy',
    ends: endsAfter(650),
    lastSuccessAt: inMinutes(-22),
    namespaces: { ready: 12, failed: 0, skipped: 0 },
    problems: [],
    furtherProblems: 0,
    ...over,
  };
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== undefined),
  ) as unknown as ClusterRow;
}

/** A row that was registered a moment ago. */
export function aNewRow(name: string): ClusterRow {
  const namespaces = { ready: 0, failed: 0, skipped: 0 };
  return aRow(name, { phase: 'Pending', ends: undefined, lastSuccessAt: undefined, namespaces });
}

/** A failing cluster; it began to fail `minutes` ago. */
export function aFailingRow(name: string, minutes: number, row: Over = {}): ClusterRow {
  return aRow(name, {
    phase: 'Failing',
    failingSince: inMinutes(-minutes),
    lastSuccessAt: inMinutes(-minutes - 60),
    namespaces: { ready: 0, failed: 12, skipped: 0 },
    problems: [deniedProblem],
    ...row,
  });
}

/** A row that was served before, and has namespaces in which pods cannot pull. */
export function anUncoveredRow(name: string, minutes: number, uncovered: number, row: Over = {}): ClusterRow {
  return aFailingRow(name, minutes, {
    phase: 'Degraded',
    uncoveredSince: inMinutes(-minutes),
    namespaces: { ready: 9, failed: uncovered, skipped: 0, uncovered },
    problems: [{ ...deniedProblem, count: uncovered, uncovered }],
    ...row,
  });
}

/** A row without any successful push. */
export function aNeverServedRow(name: string, minutes: number): ClusterRow {
  return anUncoveredRow(name, minutes, 12, {
    phase: 'Failing',
    ends: undefined,
    lastSuccessAt: undefined,
  });
}

/** The view of the first page of a fleet with these rows; counts are computed from them. */
export function aView(rows: readonly ClusterRow[], over: Partial<FleetView> = {}): FleetView {
  const counted = Object.fromEntries(
    phases.map((phase) => [phase, rows.filter((row) => row.phase === phase).length]),
  );
  const renewed = rows.filter(({ phase }) => phase !== 'Paused' && phase !== 'Deregistering');
  const ends = renewed.flatMap((row) => row.ends ?? []);
  const failing = rows.filter(({ failingSince }) => failingSince !== undefined);
  const { validUntil: earliestValidUntil, endless } = toWire(ends.length > 0 ? Math.min(...ends) : undefined);
  return {
    summary: {
      registered: rows.length,
      phases: counted as Record<Phase, number>,
      ...(earliestValidUntil !== undefined && { earliestValidUntil }),
      ...(endless && { endless }),
      tokensAtRisk: ends.filter((end) => end < endsAfter(limits.atRiskMinutes)).length,
      tokensExpired: ends.filter((end) => end <= endsAfter(0)).length,
      clustersUncovered: renewed.filter(({ uncoveredSince }) => uncoveredSince !== undefined).length,
      namespacesUncovered: renewed.reduce((sum, { namespaces }) => sum + (namespaces.uncovered ?? 0), 0),
      failing: failing.length,
      failingLong: failing.filter(({ failingSince = '' }) => failingSince < inMinutes(-limits.failingMinutes))
        .length,
      kubeconfigsExpiring: 0,
    },
    limits,
    neverServed: {
      count: failing.filter(holdsNothing).length,
      atLeast: false,
    },
    page: { rows, order: 'worst first', first: 1 },
    trouble: { failures: failing.slice(0, 10), kubeconfigs: [] },
    ...over,
  };
}

/** The same view with other counts. */
export function counting(view: FleetView, summary: Partial<FleetView['summary']>): FleetView {
  return { ...view, summary: { ...view.summary, ...summary } };
}

/** Eight clusters, one of them failing. */
export const someFleet: FleetView = aView([
  aFailingRow('prod-eu-central-1', 47, {
    ends: endsAfter(395),
    labels: { env: 'prod', region: 'eu' },
    phase: 'Degraded',
    namespaces: { ready: 11, failed: 1, skipped: 0 },
  }),
  aRow('prod-eu-west-1', { ends: endsAfter(502), labels: { env: 'prod', region: 'eu' } }),
  aRow('prod-us-east-1', {
    ends: endsAfter(566),
    lastSuccessAt: inMinutes(-41),
    labels: { env: 'prod', region: 'us' },
  }),
  aRow('staging', {
    ends: endsAfter(613),
    lastSuccessAt: inMinutes(-9),
    labels: { env: 'staging' },
  }),
  aRow('build-farm', {
    ends: endsAfter(655),
    lastSuccessAt: inMinutes(-3),
    labels: { env: 'ci' },
    namespaces: { ready: 240, failed: 0, skipped: 2 },
  }),
  aRow('edge-munich', {
    ends: endsAfter(700),
    lastSuccessAt: inMinutes(-55),
    labels: { env: 'edge' },
  }),
  aRow('lab', { phase: 'Paused', ends: endsAfter(75), lastSuccessAt: inMinutes(-640) }),
]);
