import type { Phase } from '../../shared/clusters/record.ts';

/** What a person asks of the page. */
export interface Ask {
  /** Part of a name, in lower case; empty for all. */
  search: string;
  phase?: Phase;
  /** Of an earlier page of the same search and phase. */
  cursor?: string;
  /** Name of the one cluster to show in place of the fleet. */
  cluster?: string;
}
