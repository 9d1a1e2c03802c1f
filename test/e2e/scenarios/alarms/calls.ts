import { expect } from '@jest/globals';
import type { AlarmWorld } from '../../world/alarmWorld.ts';
import type { Declare } from './atOnce.ts';
import { meanwhile } from './meanwhile.ts';

/** Alarms on the functions that people call, each caused by what is done to them. */
export function callAlarms(world: () => AlarmWorld, test: Declare): void {
  const ask = () => world().api.call('GET', '/fleet');
  const look = () => world().break.invoke(world().named('widget'));

  test('api-errors: the function’s role loses its permissions', async () => {
    const { break: breaks, calm, fires } = world();
    await calm('api-errors');
    const mend = await breaks.permissions('RegistrationRole', 'registration');
    expect((await ask()).status).toBe(500);
    await fires('api-errors');
    await mend();
  });

  test('registration-errors and widget-errors: the functions are deployed without their table’s name', async () => {
    const { break: breaks, calm, named, fires } = world();
    await calm('registration-errors', 'widget-errors');
    const names = ['registration', 'widget'].map(named);
    const mends = await Promise.all(names.map((name) => breaks.environment(name, { TABLE_NAME: undefined })));
    expect((await ask()).status).toBeGreaterThanOrEqual(500);
    await look();
    await Promise.all(['registration-errors', 'widget-errors'].map(fires));
    await Promise.all(mends.map((mend) => mend()));
  });

  test('registration-throttles and widget-throttles: the functions may not run at all, until they may', async () => {
    const { break: breaks, calm, named, fires, clears } = world();
    await calm('registration-throttles', 'widget-throttles');
    const mends = await Promise.all(['registration', 'widget'].map(named).map(breaks.concurrency));
    expect((await ask()).status).toBeGreaterThanOrEqual(429);
    expect(await look()).toBe(429);
    await Promise.all(['registration-throttles', 'widget-throttles'].map(fires));
    await Promise.all(mends.map((mend) => mend()));
    const cleared = ['registration', 'widget'].flatMap((name) => [
      clears(`${name}-throttles`),
      clears(`${name}-errors`),
    ]);
    await meanwhile(Promise.all([...cleared, clears('api-errors')]), () => Promise.all([ask(), look()]));
    expect((await ask()).status).toBe(200);
  });
}
