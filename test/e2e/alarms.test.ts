import { expect, test } from '@jest/globals';
import { atOnce } from './scenarios/alarms/atOnce.ts';
import { callAlarms } from './scenarios/alarms/calls.ts';
import { clusterAlarms } from './scenarios/alarms/clusters.ts';
import { pushAlarms } from './scenarios/alarms/pushes.ts';
import { signals } from './scenarios/alarms/signals.ts';
import { sweeps } from './scenarios/alarms/sweeps.ts';
import { tickAlarms } from './scenarios/alarms/ticks.ts';
import { alarmsOf, startAlarmWorld } from './world/alarmWorld.ts';
import { worldOf } from './world/inAWorld.ts';

/** Each alarm of the deployed service fires because of a real fault, and clears with its repair. */
const ready = worldOf(startAlarmWorld, 300_000);

atOnce('what happens to clusters', [(test) => clusterAlarms(ready, test)]);
atOnce('what happens to the service', [
  (test) => tickAlarms(ready, test),
  (test) => {
    pushAlarms(ready, test);
    callAlarms(ready, test);
  },
]);
// After the others: workers keep its token, which lives for hours.
atOnce('what happens between refreshes', [(test) => sweeps(ready, test)]);
atOnce('what is there to look at', [(test) => signals(ready, test)]);

test('every alarm of the stack was tested, and all are quiet again', async () => {
  const { aws, announcements, calm } = ready();
  const all = (await alarmsOf(aws)).map(({ AlarmName }) => AlarmName);
  await calm(...all.map((name) => name.replace('pullpass-e2e-', '')));
  const heard = (state: string) =>
    new Set(announcements.heard.filter((each) => each.state === state).map(({ alarm }) => alarm));
  for (const state of ['ALARM', 'OK']) expect([...heard(state)].sort()).toEqual([...all].sort());
  for (const { alarm, description } of announcements.heard)
    expect(description).toMatch(new RegExp(`^Means: .*#${alarm.replace('pullpass-e2e-', '')}$`, 's'));
}, 90_000);
