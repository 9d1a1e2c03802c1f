import type { AlarmWorld } from '../../world/alarmWorld.ts';
import { makeDue } from '../../world/makeDue.ts';
import type { Declare } from './atOnce.ts';

/** Alarms on the tick, each caused by what is done to it. */
export function tickAlarms(world: () => AlarmWorld, test: Declare): void {
  test('dispatch-behind: ticks have too little time to dispatch anything, until they have enough', async () => {
    const { break: breaks, calm, named, table, fires, clears } = world();
    await calm('dispatch-behind');
    // Less than what a tick keeps back for its gauges.
    const mend = await breaks.timeout(named('refresh'), 10);
    await makeDue(table, 'shaky', { nextPushAt: new Date() }, 'attribute_exists(dueShard)');
    await fires('dispatch-behind');
    await mend();
    await clears('dispatch-behind');
  });

  test('no-tick, then no-tick-long and a page: the schedule is disabled, until it is enabled', async () => {
    const { break: breaks, calm, named, fires, clears } = world();
    await calm('no-tick', 'no-tick-long', 'fleet-at-risk');
    const mend = await breaks.schedule(named('tick'));
    await fires('no-tick');
    await fires('no-tick-long');
    await fires('fleet-at-risk');
    await mend();
    for (const suffix of ['no-tick', 'no-tick-long', 'fleet-at-risk']) await clears(suffix);
  });

  test('refresh-throttles: the function may not run at all, until it may', async () => {
    const { break: breaks, calm, named, fires, clears } = world();
    await calm('refresh-throttles');
    const mend = await breaks.concurrency(named('refresh'));
    await fires('refresh-throttles');
    await mend();
    await clears('refresh-throttles');
  });

  test('refresh-errors: its role loses its permissions, until it has them again', async () => {
    const { break: breaks, calm, fires, clears } = world();
    await calm('refresh-errors');
    const mend = await breaks.permissions('RefreshRole', 'refresh');
    await fires('refresh-errors');
    await mend();
    await clears('refresh-errors');
  });
}
