import { toResource } from '../../../shared/api/toResource.ts';
import type { RenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import { readEvents } from '../../../shared/clusters/store/readEvents.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import { rowOf } from '../../../shared/fleet/clusterRow.ts';
import type { ClusterView } from '../view.ts';

/** How many events are shown: the latest. */
const shownEvents = 20;

/** Reads what the page of one cluster shows. The trail outlives the cluster. `now`: epoch milliseconds. */
export async function readClusterView(
  table: Table,
  name: string,
  { now, renewal }: { now: number; renewal: Pick<RenewalSettings, 'share' | 'spread'> },
): Promise<ClusterView> {
  const [record, { events, cursor }] = await Promise.all([
    readCluster(table, name),
    readEvents(table, name, { limit: shownEvents, now }),
  ]);
  return {
    name,
    events,
    moreEvents: cursor !== undefined,
    ...(record !== undefined && {
      registered: { row: rowOf(record), resource: toResource(record, renewal) },
    }),
  };
}
