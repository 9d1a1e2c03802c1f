import type { PreflightReport } from '../../../shared/api/schemas.ts';
import type { CredentialFacts } from '../../../shared/clusters/credentialFacts.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { Plan } from '../../../shared/plan/plan.ts';

/** What was done to a cluster or, in a dry run, would be. */
export interface Changed {
  record: ClusterRecord;
  /** Absent if the change does not affect the cluster. */
  report?: PreflightReport;
  plan: Plan;
  /** What was just learned of the credential. */
  facts?: CredentialFacts | undefined;
}

export interface ChangeOptions {
  preflight: boolean;
  dryRun?: boolean;
}
