import { randomUUID } from 'node:crypto';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { pushQueuesFrom, tableFrom, writableVaultFrom } from '../../shared/awsClients.ts';
import type { PushQueues } from '../../shared/clusters/dispatch.ts';
import { type RenewalSettings, renewalSettingsFrom } from '../../shared/clusters/renewal/settings.ts';
import type { Table } from '../../shared/clusters/store/table.ts';
import { type FleetLimits, fleetLimitsFrom } from '../../shared/fleet/limits.ts';
import type { WritableVault } from '../../shared/kubeconfig/writableVault.ts';
import { type Cidr, parseCidrs } from '../../shared/network/cidr.ts';
import { createLog, type Log } from '../../shared/observability/log.ts';
import { type HostPatterns, parseHostPatterns } from '../../shared/registries/hostPatterns.ts';
import { type Networks, networksFrom } from './networks/networks.ts';

/** Everything outside that a request uses, so that tests can replace it. */
export interface World {
  table: Table;
  vault: WritableVault;
  queues: PushQueues;
  networks: Networks;
  allowedCidrs: readonly Cidr[];
  /** Hosts that may get ECR tokens, besides ECR's own. */
  ecrHosts: HostPatterns;
  limits: FleetLimits;
  renewal: RenewalSettings;
  log: Log;
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<unknown>;
  newId(): string;
}

/** Makes clients, and calls nothing. Throws an Error that names a missing or wrong variable. */
export function worldFrom(environment: NodeJS.ProcessEnv): World {
  return {
    table: tableFrom(environment),
    vault: writableVaultFrom(environment),
    queues: pushQueuesFrom(environment),
    networks: networksFrom(environment, Date.now),
    allowedCidrs: parseCidrs(environment['ALLOWED_CIDRS'] ?? ''),
    ecrHosts: parseHostPatterns(environment['ECR_HOSTS'] ?? ''),
    limits: fleetLimitsFrom(environment),
    renewal: renewalSettingsFrom(environment),
    log: createLog(),
    now: Date.now,
    sleep: (milliseconds) => sleepFor(milliseconds),
    newId: randomUUID,
  };
}
