import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ClusterRecord, KubeconfigReference } from '../../../shared/clusters/record.ts';
import type { RenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import type { OwnEvent } from '../../../shared/clusters/store/events.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import type { Cidr } from '../../../shared/network/cidr.ts';
import type { FaultFields, Log } from '../../../shared/observability/log.ts';
import type { Meter } from '../../../shared/observability/metrics.ts';
import type { Access } from './access.ts';

/**
 * A credential that may be due for renewal. Contains no class instances: code that is loaded later has other classes.
 */
export interface RenewalRequest {
  /** As the push read it, with the claim that it still holds. */
  record: ClusterRecord;
  access: Access;
  /** What kept the push from the whole cluster. */
  keptFromAll: FailureReport | undefined;
  settings: RenewalSettings;
  allowedCidrs: readonly Cidr[];
  /** Milliseconds for one request to the cluster. */
  requestTimeout: number;
  /** When the push must be over, in epoch milliseconds. */
  deadline: number;
  log: Log;
  meter: Meter;
}

/** The record with its current credential, and what to report of it. */
export interface AfterRenewal {
  record: ClusterRecord;
  /** What happened, whether or not the push is recorded. */
  happened?: readonly OwnEvent[];
  /** What becomes true once the record says so. */
  recorded?: readonly OwnEvent[];
}

export type Renewer = (request: RenewalRequest) => Promise<AfterRenewal>;

/** What a renewal needs from outside. */
export interface RenewalWorld {
  table: Table;
  secrets: SecretsManagerClient;
  secretPrefix: string;
  now: () => number;
  random: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  newId: () => string;
}

/** A due credential, and one that the API server accepts: the one in use, or the fallback. */
export type Due = Pick<
  RenewalRequest,
  'record' | 'settings' | 'allowedCidrs' | 'requestTimeout' | 'deadline' | 'meter'
> & {
  working: Kubeconfig;
  /** Whether the API server refuses the one in use. */
  refused: boolean;
};

/** The result. `kubeconfig`: as the record has it now. */
export type Renewed = { kubeconfig: KubeconfigReference } & (
  | { result: 'renewed' }
  /** `because`: completes "the credential was not renewed: …". */
  | { result: 'put-off'; because: string }
  /** Somebody else changed the cluster meanwhile. */
  | { result: 'superseded' }
  | { result: 'failed'; failure: FailureReport; fault?: FaultFields }
);
