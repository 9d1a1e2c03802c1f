import { randomUUID } from 'node:crypto';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { tableFrom, vaultFrom } from '../../shared/awsClients.ts';
import { type RenewalSettings, renewalSettingsFrom } from '../../shared/clusters/renewal/settings.ts';
import { batchedRecords, type ReadRecord } from '../../shared/clusters/store/batchedRecords.ts';
import type { Table } from '../../shared/clusters/store/table.ts';
import { required } from '../../shared/environment.ts';
import type { Vault } from '../../shared/kubeconfig/vault.ts';
import { type Cidr, parseCidrs } from '../../shared/network/cidr.ts';
import { createLog, type Log } from '../../shared/observability/log.ts';
import { createMeter, type Meter } from '../../shared/observability/metrics.ts';
import { metricNames } from '../../shared/observability/names.ts';
import { tokenWorldFrom } from '../../shared/registries/fromEnvironment.ts';
import { type Tokens, tokenSource } from '../../shared/registries/tokens.ts';
import { type AwsService, servicesFrom } from './network/services.ts';
import type { Renewer } from './renewal/request.ts';
import { withdrawing } from './withdrawing.ts';

/** Everything outside that a push uses. */
export interface PushWorld {
  table: Table;
  readRecord: ReadRecord;
  vault: Vault;
  tokens: Tokens;
  /** Shared with nobody and not from memory: for a preflight. */
  freshTokens(): Tokens;
  /** The site in whose network this runs; undefined in the default network. */
  site: string | undefined;
  /** The AWS services that pushes call, with their own clients. */
  services(): readonly AwsService[];
  allowedCidrs: readonly Cidr[];
  limits: PushLimits;
  renewals: RenewalSettings;
  /** Loaded when a credential is due: few pushes renew one. */
  renewer(): Promise<Renewer>;
  log: Log;
  meter: Meter;
  now: () => number;
  random: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  newId: () => string;
}

interface PushLimits {
  /** Milliseconds for one cluster. */
  cluster: number;
  /** Milliseconds for one request to a cluster. */
  request: number;
  /** Requests in flight to one cluster. */
  concurrency: number;
}

const defaultLimits: PushLimits = { cluster: 120_000, request: 10_000, concurrency: 16 };

/** The world of the deployed function, built once per warm worker. */
export function createWorld(environment: NodeJS.ProcessEnv): PushWorld {
  const table = tableFrom(environment);
  const meter = createMeter(required(environment, 'STAGE'));
  const allowedCidrs = parseCidrs(environment['ALLOWED_CIDRS'] ?? '');
  const tokenWorld = tokenWorldFrom(environment, allowedCidrs);
  const log = createLog();
  const chance = { now: Date.now, random: Math.random, sleep: sleepFor, newId: randomUUID };
  let renewer: Renewer | undefined;
  return {
    table,
    readRecord: batchedRecords(table),
    vault: vaultFrom(environment),
    tokens: tokenSource({
      ...tokenWorld,
      news: {
        minted: () => meter.count(metricNames.tokensMinted, 1),
        throttled: () => meter.count(metricNames.registryThrottled, 1),
        unproven: ({ image, ...where }) =>
          image === undefined
            ? log.warn('a registry did not say whether it accepts its credential', { ...where })
            : log.warn('a registry did not say whether its probe image may be pulled', { image, ...where }),
        ...withdrawing({ table, log, now: Date.now, newId: randomUUID }),
      },
    }),
    freshTokens: () => tokenSource(tokenWorld),
    site: environment['SITE'],
    services: () => servicesFrom(environment),
    allowedCidrs,
    limits: defaultLimits,
    renewals: renewalSettingsFrom(environment),
    async renewer() {
      renewer ??= (await import('./renewal/renewer.ts')).renewerFrom(environment, chance);
      return renewer;
    },
    log,
    meter,
    ...chance,
  };
}
