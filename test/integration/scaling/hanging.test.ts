import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { metricNames } from '../../../shared/observability/names.ts';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await startFleet();
  fleet.world.limits = { ...fleet.world.limits, request: 100 };
  fleet.cluster.inject({ kind: 'hang', at: 'first-byte' });
});
afterEach(() => fleet.stop());

/** Requests of one push to a hanging cluster, each of which takes the whole time limit of a request. */
async function requestsTo(include: string[]): Promise<unknown> {
  const target = {
    kind: 'imagePullSecret' as const,
    secretName: 'ecr-credentials',
    namespaces: { include },
    serviceAccounts: [],
    adopt: false,
  };
  await fleet.register({ name: 'hangs', targets: [target] });
  const { status } = await fleet.refresh('hangs');
  expect(status.error?.kind).toBe('timeout');
  return fleet.counted.find(({ name }) => name === metricNames.requestsMade)?.value;
}

test('a hanging cluster holds its worker for one time limit if its namespaces are listed', async () => {
  expect(await requestsTo(['team-*'])).toBe(1);
});

test('and for one if they are named, however many there are', async () => {
  const requests = await requestsTo(Array.from({ length: 100 }, (_, index) => `team-${index}`));
  expect(requests).toBe(fleet.world.limits.concurrency);
});
