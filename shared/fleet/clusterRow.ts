import type { ClusterRecord, ClusterStatus } from '../clusters/record.ts';

/**
 * One cluster on the fleet page. Apart from `uncoveredSince`, it shows nothing of the status that GET /clusters does
 * not.
 */
export interface ClusterRow
  extends Pick<
    ClusterStatus,
    | 'phase'
    | 'ends'
    | 'failingSince'
    | 'lastSuccessAt'
    | 'problems'
    | 'furtherProblems'
    | 'uncoveredSince'
    | 'namespaces'
  > {
  name: string;
  labels: Readonly<Record<string, string>>;
}

/** Whether a cluster holds nothing to pull with. */
export function holdsNothing({ ends }: ClusterRow): boolean {
  return ends === undefined;
}

export function rowOf({ name, spec, status }: ClusterRecord): ClusterRow {
  return { name, labels: spec.labels, ...status };
}
