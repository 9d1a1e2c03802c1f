import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { clusterSpec } from '../../../shared/clusters/spec.ts';
import { addressOf, clusterName, namespace } from './endpoints.ts';

/** The version of every stored kubeconfig. */
export const kubeconfigVersion = '6f2c1d0e-8b7a-4c59-9f3e-2d1a0b9c8e7f';

const minute = 60_000;

/**
 * The record of a cluster that was served more than an hour ago. Its next push came due in the last 10 minutes, or else
 * comes due in 2 hours or more. Tokens expire in 4 to 10 hours: none is at risk.
 */
export function recordOf(
  index: number,
  { due, port, now, namespaces = 1 }: { due: boolean; port: number; now: number; namespaces?: number },
): ClusterRecord {
  const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
  const name = clusterName(index);
  const names = Array.from({ length: namespaces }, (_, n) => (n === 0 ? namespace : `${namespace}-${n}`));
  /** Between 0 and 1, scattered. */
  const spread = ((index * 7919) % 1000) / 1000;
  const lastSuccess = iso(now - 61 * minute - spread * 10 * minute);
  return {
    name,
    spec: clusterSpec.parse({
      name,
      labels: { env: 'bench' },
      registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
      targets: [{ kind: 'imagePullSecret', namespaces: { include: names } }],
    }),
    status: {
      phase: 'Healthy',
      consecutiveFailures: 0,
      namespaces: { ready: namespaces, failed: 0, skipped: 0 },
      lastAttemptAt: lastSuccess,
      lastSuccessAt: lastSuccess,
      ends: now + (4 + 6 * spread) * 60 * minute,
      nextPushAt: iso(due ? now - spread * 10 * minute : now + (2 + spread) * 60 * minute),
    },
    kubeconfig: { version: kubeconfigVersion, server: `https://${addressOf(index)}:${port}` },
    version: 1,
    createdAt: lastSuccess,
    retired: [],
  };
}
