import { tableFrom } from '../../shared/awsClients.ts';
import { type RenewalSettings, renewalSettingsFrom } from '../../shared/clusters/renewal/settings.ts';
import type { Table } from '../../shared/clusters/store/table.ts';
import { required } from '../../shared/environment.ts';
import { type FleetLimits, fleetLimitsFrom } from '../../shared/fleet/limits.ts';
import { createLog, type Log } from '../../shared/observability/log.ts';

/** Everything outside that the page uses, so that tests can replace it. */
export interface World {
  table: Table;
  limits: FleetLimits;
  /** When credentials renew themselves: the page of a cluster shows it. */
  renewal: Pick<RenewalSettings, 'share' | 'spread'>;
  /** Where PullPass is deployed, for the page: one dashboard may show several. */
  place: string;
  /** Where people read the pages that remedies name; absent if not configured. */
  docs?: string;
  log: Log;
  /** Epoch milliseconds. */
  now(): number;
}

/** Makes a client, and calls nothing. Throws an Error that names a missing or wrong variable. */
export function worldFrom(environment: NodeJS.ProcessEnv): World {
  const { DOCS_URL: docs } = environment;
  return {
    table: tableFrom(environment),
    limits: fleetLimitsFrom(environment),
    renewal: renewalSettingsFrom(environment),
    place: `stage ${required(environment, 'STAGE')} in ${required(environment, 'AWS_REGION')}`,
    ...(docs && { docs }),
    log: createLog(),
    now: Date.now,
  };
}
