import type { ClusterRecord, ClusterStatus } from '../clusters/record.ts';

/** One cluster on the fleet page: of its status, nothing that GET /clusters does not show, except `uncoveredSince`. */
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
