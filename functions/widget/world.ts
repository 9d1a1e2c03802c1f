import { tableFrom } from '../../shared/awsClients.ts';
import type { Table } from '../../shared/clusters/store/table.ts';
import { type FleetLimits, fleetLimitsFrom } from '../../shared/fleet/limits.ts';
import { createLog, type Log } from '../../shared/observability/log.ts';

/** Everything outside that the page touches, so that tests can pass their own. */
export interface World {
  table: Table;
  limits: FleetLimits;
  log: Log;
  /** Epoch milliseconds. */
  now(): number;
}

/** Makes a client, and calls nothing. Throws an Error that names a variable which is missing or wrong. */
export function worldFrom(environment: NodeJS.ProcessEnv): World {
  return {
    table: tableFrom(environment),
    limits: fleetLimitsFrom(environment),
    log: createLog(),
    now: Date.now,
  };
}
