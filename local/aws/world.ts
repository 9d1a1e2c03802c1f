import type { CallCounter } from './calls.ts';
import type { Faults } from './faults.ts';
import type { Sessions } from './sessions.ts';

/** What all the stand-ins share. */
export interface AwsWorld {
  now: () => Date;
  calls: CallCounter;
  faults: Faults;
  sessions: Sessions;
  /** Regions that no account has enabled. */
  disabledRegions: ReadonlySet<string>;
}
