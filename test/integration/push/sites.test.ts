import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await startFleet();
  fleet.cluster.addNamespace('payments');
});
afterEach(() => fleet.stop());

test('a push in the network of the cluster’s site is like any other push', async () => {
  fleet.world.site = 'east';
  await fleet.register({ site: 'east' });
  expect((await fleet.refresh()).status).toMatchObject({ phase: 'Healthy' });
});

test('a cluster of a site that is not deployed is not touched from elsewhere, and says what to do', async () => {
  await fleet.register({ site: 'east' });
  fleet.cluster.requests.reset();
  const { status } = await fleet.refresh();

  expect(status).toMatchObject({ phase: 'Failing', consecutiveFailures: 1, error: { kind: 'unreachable' } });
  expect(status.error?.message).toBe(
    'The cluster belongs to the network of the site east, and its push came to the default network: that site is not deployed',
  );
  expect(status.error?.remedy).toContain('PATCH /clusters/prod-eu-1 with another "site"');
  expect(fleet.cluster.requests.total).toBe(0);
});

test('nor is it forgotten half cleaned: a deregistration waits for the site, or for force', async () => {
  await fleet.register({ site: 'east' });
  await setFields(fleet.table, 'prod-eu-1', { phase: 'Deregistering' });
  const { status } = await fleet.refresh();
  expect(status).toMatchObject({ phase: 'Deregistering', error: { kind: 'unreachable' } });
  expect(status.error?.remedy).toContain('force=true');

  fleet.world.site = 'east';
  await fleet.refresh();
  expect(await readCluster(fleet.table, 'prod-eu-1')).toBeUndefined();
});
