import type { PreflightReport } from '../../../shared/api/schemas.ts';
import type { CredentialFacts } from '../../../shared/clusters/credentialFacts.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { Plan } from '../../../shared/plan/plan.ts';

/** What was done to a cluster, or would be. */
export interface Changed {
  record: ClusterRecord;
  /** Absent if nothing changed that the cluster would notice. */
  report?: PreflightReport;
  plan: Plan;
  /** Learned of the credential just now. */
  facts?: CredentialFacts | undefined;
}

export interface ChangeOptions {
  preflight: boolean;
  dryRun?: boolean;
}
