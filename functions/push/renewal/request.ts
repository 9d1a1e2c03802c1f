import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ClusterRecord, KubeconfigReference } from '../../../shared/clusters/record.ts';
import type { RenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import type { ClusterEvent } from '../../../shared/clusters/store/events.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import type { Cidr } from '../../../shared/network/address.ts';
import type { FaultFields, Log } from '../../../shared/observability/log.ts';
import type { Meter } from '../../../shared/observability/metrics.ts';
import type { Access } from './access.ts';

/** A credential that may be due. No classes: those of what is loaded later are others. */
export interface RenewalRequest {
  /** As the push read it, and with the claim that it still holds. */
  record: ClusterRecord;
  access: Access;
  /** What kept the push from the cluster as a whole. */
  keptFromAll: FailureReport | undefined;
  settings: RenewalSettings;
  allowedCidrs: readonly Cidr[];
  /** Milliseconds that one request to the cluster may take. */
  requestTimeout: number;
  /** Epoch milliseconds by which the push is to be over. */
  deadline: number;
  log: Log;
  meter: Meter;
}

type Event = Omit<ClusterEvent, 'at'>;

/** The record with its credential as it is now, and what is to be told of it. */
export interface AfterRenewal {
  record: ClusterRecord;
  /** What happened, whether or not the push is recorded. */
  happened: readonly Event[];
  /** What is so once the record says it. */
  recorded: readonly Event[];
}

export type Renewer = (request: RenewalRequest) => Promise<AfterRenewal>;

/** What a renewal touches outside itself. */
export interface RenewalWorld {
  table: Table;
  secrets: SecretsManagerClient;
  secretPrefix: string;
  now: () => number;
  random: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  newId: () => string;
}

/** A credential that is due, and one that the API server takes: the one in use, or the fallback. */
export type Due = Pick<
  RenewalRequest,
  'record' | 'settings' | 'allowedCidrs' | 'requestTimeout' | 'deadline'
> & {
  working: Kubeconfig;
  /** Whether the API server refuses the one in use. */
  refused: boolean;
};

/** What came of it. `kubeconfig`: as the record has it then; `requests`: sent to the cluster. */
export type Renewed = { kubeconfig: KubeconfigReference; requests: number } & (
  | { result: 'renewed' }
  /** `because`: completes "the credential was not renewed: …". */
  | { result: 'put-off'; because: string }
  /** Somebody else changed the cluster meanwhile. */
  | { result: 'superseded' }
  | { result: 'failed'; failure: FailureReport; fault?: FaultFields }
);
