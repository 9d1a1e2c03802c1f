import { countAtRisk, countFailing } from '../../shared/clusters/store/gauges.ts';
import type { Table } from '../../shared/clusters/store/table.ts';

export interface FleetGauges {
  failing: number;
  atRisk: number;
}

/** What the alarms look at. Costs follow how many clusters are in trouble, not how many there are. */
export async function fleetGauges(table: Table, now: number): Promise<FleetGauges> {
  const [failing, atRisk] = await Promise.all([countFailing(table), countAtRisk(table, now)]);
  return { failing, atRisk };
}
