import type { ClusterResource } from '../../shared/api/schemas.ts';
import type { ClusterEvent } from '../../shared/clusters/store/events.ts';
import type { FailureReport } from '../../shared/failure.ts';
import type { ClusterRow } from '../../shared/fleet/clusterRow.ts';
import type { FleetFacts } from '../../shared/fleet/facts.ts';

export interface ExpiringKubeconfig {
  name: string;
  expiresAt: string;
  /** Why it did not renew itself although it should. */
  notRenewed?: FailureReport;
}

/** The order of a page's rows. */
type RowOrder = 'worst first' | 'by name' | 'longest first';

export interface ClusterPage {
  rows: readonly ClusterRow[];
  order: RowOrder;
  /** Number of the first row, from 1. */
  first: number;
  /** Where the next page begins; absent on the last. */
  cursor?: string;
}

/** Everything that one page shows. */
export interface FleetView extends FleetFacts {
  page: ClusterPage;
  /** Only on the first page of the whole fleet. Each list is limited; the summary has the full counts. */
  trouble?: { failures: readonly ClusterRow[]; kubeconfigs: readonly ExpiringKubeconfig[] };
}

/** Everything that the page of one cluster shows. */
export interface ClusterView {
  name: string;
  /** Absent if no such cluster is registered. */
  registered?: { row: ClusterRow; resource: ClusterResource };
  /** Latest first. */
  events: readonly ClusterEvent[];
  /** Whether there are older ones. */
  moreEvents: boolean;
}
