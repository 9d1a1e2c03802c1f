import type { ClusterResource } from '../../../shared/api/schemas.ts';
import type { FailureReport } from '../../../shared/failure.ts';

/** A cluster as the API shows it; `status` overrides. */
export function aCluster(name: string, status: Partial<ClusterResource['status']> = {}): ClusterResource {
  return {
    name,
    labels: {},
    registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
    targets: [
      {
        kind: 'imagePullSecret',
        secretName: 'ecr-credentials',
        namespaces: {},
        serviceAccounts: [],
        adopt: false,
      },
    ],
    refreshEveryMinutes: 60,
    sweepEveryMinutes: 5,
    renew: false,
    paused: false,
    status: {
      phase: 'Healthy',
      validUntil: '2026-01-01T11:59:30.000Z',
      lastAttemptAt: '2025-12-31T23:59:18.000Z',
      consecutiveFailures: 0,
      namespaces: { chosen: 12, ready: 12, failed: 0, skipped: 0, uncovered: 0 },
      kubeconfig: { server: 'https://192.0.2.1:6443', renews: false },
      ...status,
    },
    version: 1,
  };
}

export const now = Date.parse('2026-01-01T00:00:00.000Z');

export const denied = {
  kind: 'forbidden',
  message: 'PATCH secrets/ecr-credentials in payments answered 403',
  remedy: 'Grant the verb patch on secrets to the identity in the kubeconfig.',
} as const;

/** A cause that keeps no pods from pulling. */
export const met = (report: FailureReport) => ({ ...report, namespaces: [], count: 1, uncovered: 0 });
