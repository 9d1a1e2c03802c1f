import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';

let fleet: Fleet;

beforeEach(async () => {
  fleet = await startFleet();
  fleet.cluster.addNamespace('payments', { serviceAccounts: ['builder'] });
  await fleet.register({
    targets: [
      {
        kind: 'imagePullSecret',
        secretName: 'ecr-credentials',
        namespaces: { include: ['payments'] },
        serviceAccounts: ['builder'],
        adopt: false,
      },
    ],
  });
});

afterEach(() => fleet.stop());

/** Changes the service account after each of our next `times` reads of it, like a controller in between. */
function rewriteBetween(times: number): void {
  const api = fleet.cluster;
  const handle = api.handle.bind(api);
  let count = 0;
  api.handle = (request) => {
    const answer = handle(request);
    if (request.method === 'GET' && request.url.endsWith('/serviceaccounts/builder') && count < times) {
      count++;
      const theirs = api.serviceAccount('payments', 'builder')?.imagePullSecrets ?? [];
      api.changeServiceAccount('payments', 'builder', {
        imagePullSecrets: [...theirs, { name: `theirs-${count}` }],
      });
    }
    return answer;
  };
}

test('entries that others add while ours is added are all kept', async () => {
  rewriteBetween(4);
  const { status } = await fleet.refresh();
  expect(status.phase).toBe('Healthy');
  expect(fleet.cluster.serviceAccount('payments', 'builder')?.imagePullSecrets).toEqual([
    { name: 'theirs-1' },
    { name: 'theirs-2' },
    { name: 'theirs-3' },
    { name: 'theirs-4' },
    { name: 'ecr-credentials' },
  ]);
});

test('a controller that never rests makes us give up with a conflict, and its entries stay', async () => {
  rewriteBetween(1000);
  const { status } = await fleet.refresh();
  expect(status.error).toMatchObject({
    kind: 'conflict',
    remedy: expect.stringContaining('payments/builder'),
  });
  // One for each attempt, and one as it was when it was checked whether the secret is linked all the same.
  expect(fleet.cluster.serviceAccount('payments', 'builder')?.imagePullSecrets).toHaveLength(9);
  expect(status.namespaces.uncovered).toBe(1);
});
