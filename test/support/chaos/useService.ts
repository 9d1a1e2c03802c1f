import { afterAll, beforeAll, jest } from '@jest/globals';
import { survive } from './chaos.ts';
import { type Service, startService } from './service/service.ts';

/** Real milliseconds for libraries to load what they load at first use. */
const loading = 60;

/** Real milliseconds for one test on a machine that is busy with other things. */
const patience = 300_000;

/** Attempts that first-time loading may cut short: on a busy machine that takes longer. */
const mostLives = 10;

/** One for all the files that run in this thread: to start it and to warm it up takes ten seconds. It ends with the thread. */
let ready: Promise<Service> | undefined;

/** The service, for all tests of a file. */
export function useService(): () => Service {
  jest.setTimeout(patience);
  let service: Service | undefined;
  beforeAll(async () => {
    ready ??= startWarm();
    service = await ready;
    service.enter();
  });
  afterAll(() => service?.leave());
  return () => {
    if (service === undefined) throw new Error('The service is there within tests only.');
    return service;
  };
}

/** Warms it up by a complete run. */
async function startWarm(): Promise<Service> {
  const service = await startService();
  service.enter();
  service.simulation.patience = loading;
  const shape = { namespaces: 2, linked: true, glob: true, role: true, refreshEveryMinutes: 60 };
  const renewing = { ...shape, namespaces: 1, renew: 60 };
  for (let life = 1; ; life++) {
    try {
      await survive(service, {
        clusters: [shape, renewing],
        steps: [
          { do: 'live', minutes: 70 },
          { do: 'ask', cluster: 0, action: 'rotate' },
          { do: 'ask', cluster: 0, action: 'deregister' },
        ],
      });
      break;
    } catch (error) {
      if (life === mostLives) throw error;
    }
  }
  service.simulation.patience = 0;
  service.leave();
  return service;
}
