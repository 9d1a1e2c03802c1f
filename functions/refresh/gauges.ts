import { countExpiringBefore, countFailing } from '../../shared/clusters/store/gauges.ts';
import type { Table } from '../../shared/clusters/store/table.ts';

/** A token with less life than this is at risk. */
const riskMilliseconds = 3 * 3600 * 1000;

export interface FleetGauges {
  failing: number;
  atRisk: number;
}

/** What the alarms look at. Costs follow how many clusters are in trouble, not how many there are. */
export async function fleetGauges(table: Table, now: number): Promise<FleetGauges> {
  const [failing, atRisk] = await Promise.all([
    countFailing(table),
    countExpiringBefore(table, new Date(now + riskMilliseconds).toISOString()),
  ]);
  return { failing, atRisk };
}
