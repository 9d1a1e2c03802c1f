import { addEvent, type OwnEvent } from '../../../shared/clusters/store/events.ts';
import { iso } from '../../../shared/iso.ts';
import type { Run } from '../run.ts';

/** Adds events to the cluster's audit trail, in order. `now`: epoch milliseconds. */
export async function addToTrail(
  { record, world }: Pick<Run, 'record' | 'world'>,
  now: number,
  events: readonly OwnEvent[],
): Promise<void> {
  for (const event of events)
    await addEvent(world.table, record.name, { at: iso(now), by: 'pullpass', ...event }, world.newId());
}
