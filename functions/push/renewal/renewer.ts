import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretsManagerFrom, tableFrom } from '../../../shared/awsClients.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import type { RenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import type { ClusterEvent } from '../../../shared/clusters/store/events.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import { required } from '../../../shared/environment.ts';
import type { FailureReport } from '../../../shared/failure.ts';
import type { Cidr } from '../../../shared/kubeconfig/address.ts';
import type { Log } from '../../../shared/observability/log.ts';
import type { Meter } from '../../../shared/observability/metrics.ts';
import type { Access } from './access.ts';
import { tryRenewal } from './tryRenewal.ts';

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

/** Loaded when a credential is first due: few pushes renew one. */
export function renewer(world: RenewalWorld): Renewer {
  return (request) => tryRenewal(request, world);
}

/** The functions' environment → a renewer with clients of its own: those of the bundle have other classes. */
export function renewerFrom(
  environment: NodeJS.ProcessEnv,
  chance: Pick<RenewalWorld, 'now' | 'random' | 'sleep' | 'newId'>,
): Renewer {
  return renewer({
    table: tableFrom(environment),
    secrets: secretsManagerFrom(environment),
    secretPrefix: required(environment, 'SECRET_PREFIX'),
    ...chance,
  });
}
