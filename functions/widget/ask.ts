import type { Phase } from '../../shared/clusters/record.ts';

/** What somebody asks of the page. */
export interface Ask {
  /** Part of a name, in lower case; empty for all. */
  search: string;
  phase?: Phase | undefined;
  /** From an earlier page of the same search and phase. */
  cursor?: string | undefined;
  /** Name of the one cluster to show instead of the fleet. */
  cluster?: string | undefined;
}
