import type { Cluster } from '../../api/client.ts';
import type { FleetStatus } from '../../status/readStatus.ts';
import type { Troubled } from './groupProblems.ts';

type Problem = NonNullable<Cluster['status']['problems']>[number];

/** The clusters in trouble with all their problems, including those that no push reported. */
export function withFurtherTrouble({ trouble, kubeconfigs }: FleetStatus, now: number): Troubled[] {
  const ending = new Set(kubeconfigs.map(({ name }) => name));
  const all = new Map([...trouble, ...kubeconfigs].map((cluster) => [cluster.name, cluster]));
  return [...all.values()].map((cluster) => {
    const { name, status } = cluster;
    const problems = [
      ...(status.problems ?? []),
      ...(ending.has(name) ? [kubeconfigEnding(cluster, now)] : []),
    ];
    return {
      name,
      status: { ...status, problems: problems.length > 0 ? problems : [unexplained(cluster, now)] },
    };
  });
}

const nowhere = { namespaces: [], count: 0, uncovered: 0 };

function kubeconfigEnding({ name, renew, status: { kubeconfig } }: Cluster, now: number): Problem {
  const isOver = Date.parse(kubeconfig.expiresAt ?? '') <= now;
  return {
    ...nowhere,
    kind: 'kubeconfig',
    message: isOver ? 'The kubeconfig has expired' : 'The kubeconfig expires soon',
    remedy: renew
      ? `Follow the remedies of its other problems so that it is renewed again, or send another by PUT /clusters/${name}/kubeconfig.`
      : `Send another by PUT /clusters/${name}/kubeconfig.`,
  };
}

/** In trouble, but no problem says why. */
function unexplained({ name, status }: Cluster, now: number): Problem {
  const { lastAttemptAt, validUntil } = status;
  const message =
    lastAttemptAt === undefined
      ? 'Nothing was pushed yet'
      : validUntil !== undefined && Date.parse(validUntil) <= now
        ? 'The token has expired, and no push says why'
        : 'The token expires soon, and no push says why';
  return {
    ...nowhere,
    kind: 'token',
    message,
    remedy: `Push now by POST /clusters/${name}/refresh. If that does not help, look at the alarms: docs/operations.md.`,
  };
}
