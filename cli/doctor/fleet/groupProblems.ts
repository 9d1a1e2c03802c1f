import type { Cluster } from '../../api/client.ts';

type Problem = NonNullable<Cluster['status']['problems']>[number];

/** Clusters with the same problem. */
export interface ProblemGroup {
  kind: Problem['kind'];
  /** What is wrong, with … in place of details of one cluster. */
  message: string;
  /** What to do, likewise. */
  remedy: string;
  /** Names, sorted. */
  clusters: readonly string[];
  /** How many of their namespaces have no known valid credential. */
  uncovered: number;
  /** When the oldest of their series of failures began; absent if no push fails because of it. */
  since?: string;
}

/** The fields of a cluster that are grouped. */
export type Troubled = Pick<Cluster, 'name'> & {
  status: Pick<Cluster['status'], 'problems' | 'failingSince' | 'kubeconfig'>;
};

/**
 * Groups the clusters' problems by cause: those with the same text once the names of cluster, server, identity and
 * namespaces are removed, as whole words. Worst first: where pods cannot pull in the most namespaces, then the most
 * clusters. Each problem is in one group, and each cluster once in a group.
 */
export function groupProblems(clusters: readonly Troubled[]): ProblemGroup[] {
  const found = clusters.flatMap((cluster) =>
    (cluster.status.problems ?? []).map((problem) => ({ cluster, problem, ...alike(cluster, problem) })),
  );
  const groups = Map.groupBy(found, ({ problem, message }) => JSON.stringify([problem.kind, message]));
  return [...groups.values()].map(groupOf).sort(byUrgency);
}

interface Found {
  cluster: Troubled;
  problem: Problem;
  message: string;
  remedy: string;
}

function groupOf(all: readonly Found[]): ProblemGroup {
  const sorted = all.toSorted(
    (a, b) => compare(a.cluster.name, b.cluster.name) || compare(a.remedy, b.remedy),
  );
  const [first] = sorted as [Found];
  const since = sorted
    .flatMap(({ cluster }) => cluster.status.failingSince ?? [])
    .sort(compare)
    .at(0);
  return {
    kind: first.problem.kind,
    message: first.message,
    remedy: first.remedy,
    clusters: [...new Set(sorted.map(({ cluster }) => cluster.name))],
    uncovered: sorted.reduce((sum, { problem }) => sum + problem.uncovered, 0),
    ...(since !== undefined && { since }),
  };
}

function byUrgency(a: ProblemGroup, b: ProblemGroup): number {
  return (
    b.uncovered - a.uncovered ||
    b.clusters.length - a.clusters.length ||
    compare(a.kind, b.kind) ||
    compare(a.message, b.message)
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The text without details of this cluster. Its name becomes NAME, as in commands. */
function alike(
  { name, status: { kubeconfig } }: Troubled,
  { message, remedy, namespaces }: Problem,
): Pick<Found, 'message' | 'remedy'> {
  // Longer ones first, since a name may begin with another.
  const own = [name, ...ownNames(kubeconfig), ...namespaces].sort((a, b) => b.length - a.length);
  const words = new RegExp(`(?<![\\w.-])(?:${own.map(escaped).join('|')})(?![\\w-]|\\.\\w)`, 'g');
  const without = (text: string) => text.replaceAll(words, (word) => (word === name ? 'NAME' : '…'));
  return { message: without(message), remedy: without(remedy) };
}

function ownNames({ server, identity }: Troubled['status']['kubeconfig']): string[] {
  const { host, hostname } = URL.canParse(server) ? new URL(server) : { host: '', hostname: '' };
  // Connection errors name the port even if the address does not.
  return [host, `${hostname}:443`, hostname, identity ?? ''].filter((text) => text !== '');
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
