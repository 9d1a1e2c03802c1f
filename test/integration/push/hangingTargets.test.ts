import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { metricNames } from '../../../shared/observability/names.ts';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';

// What hangs takes its time limit, which is long enough for a busy machine to answer everything else.
jest.setTimeout(30_000);

let fleet: Fleet;
beforeEach(async () => {
  fleet = await startFleet();
  fleet.world.limits = { ...fleet.world.limits, request: 1_000 };
});
afterEach(() => fleet.stop());

const teams = ['team-a', 'team-b', 'team-c', 'team-d'];

/** A target for each team, in this order. */
const register = (first: readonly string[] = []) =>
  fleet.register({
    targets: teams.map((team) => ({
      kind: 'imagePullSecret' as const,
      secretName: `pull-${team}`,
      namespaces: { include: team === 'team-a' ? [team, ...first] : [team] },
      serviceAccounts: [],
      adopt: false,
    })),
  });

test('namespaces that hang because of a webhook do not keep a later target from being served', async () => {
  for (const team of teams) fleet.cluster.addNamespace(team);
  for (const namespace of ['team-a', 'team-b', 'team-c'])
    fleet.cluster.inject({ kind: 'hang', at: 'first-byte', when: { namespace, resource: 'secrets' } });
  await register();

  const { status } = await fleet.refresh();

  expect(fleet.cluster.secret('team-d', 'pull-team-d')).toBeDefined();
  expect(status).toMatchObject({ phase: 'Degraded', error: { kind: 'timeout' }, namespaces: { ready: 1 } });
});

test('nor do as many of them in one target as may be in flight', async () => {
  const many = Array.from({ length: 40 }, (_, index) => `shop-${index}`);
  for (const namespace of [...teams, ...many]) fleet.cluster.addNamespace(namespace);
  fleet.cluster.inject({ kind: 'hang', at: 'first-byte', when: { name: 'pull-team-a' } });
  await register(many);

  const { status } = await fleet.refresh();

  expect(status).toMatchObject({ phase: 'Degraded', error: { kind: 'timeout' }, namespaces: { ready: 3 } });
});

test('an API server that answers nothing is asked once more after a target, and then given up', async () => {
  fleet.cluster.inject({ kind: 'hang', at: 'first-byte' });
  await register();

  const { status } = await fleet.refresh();

  expect(status.error?.kind).toBe('timeout');
  expect(fleet.counted.find(({ name }) => name === metricNames.requestsMade)?.value).toBe(2);
});
