import type { Problem } from '../../shared/clusters/problem.ts';
import type { NamespaceCounts, Phase } from '../../shared/clusters/record.ts';
import type { FleetFacts } from '../../shared/fleet/facts.ts';

/** One cluster as the page shows it: nothing that GET /clusters does not show. Times are ISO 8601. */
export interface ClusterRow {
  name: string;
  labels: Readonly<Record<string, string>>;
  phase: Phase;
  validUntil?: string;
  /** In place of validUntil: what it holds does not end. */
  endless?: true;
  failingSince?: string;
  lastSuccessAt?: string;
  /** Causes of what fails, the worst first. */
  problems: readonly Problem[];
  /** How many more there are. */
  furtherProblems: number;
  /** Since when pods cannot pull somewhere. */
  uncoveredSince?: string;
  namespaces: NamespaceCounts;
}

/** Whether a cluster has nothing to pull with. */
export function holdsNothing({ validUntil, endless }: ClusterRow): boolean {
  return validUntil === undefined && !endless;
}

export interface ExpiringKubeconfig {
  name: string;
  expiresAt: string;
}

/** How the rows of a page follow one another. */
export type RowOrder = 'worst first' | 'by name' | 'longest first';

export interface ClusterPage {
  rows: readonly ClusterRow[];
  order: RowOrder;
  /** Number of the first row, from 1. */
  first: number;
  /** Where the next page goes on; absent on the last. */
  cursor?: string;
}

/** Everything that one page shows. */
export interface FleetView extends FleetFacts {
  page: ClusterPage;
  /** On the first page of the whole fleet only. Each list is bounded; the summary has the full numbers. */
  trouble?: { failures: readonly ClusterRow[]; kubeconfigs: readonly ExpiringKubeconfig[] };
}
