import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { push } from '../../../functions/push/push.ts';
import { type Fleet, minute, startFleet } from '../../support/fleet/fleet.ts';
import { intercepted } from '../../support/renewal/intercepted.ts';
import { recordOf, registerRenewing } from '../../support/renewal/renewing.ts';
import { labelsOf, unsound } from '../../support/renewal/soundness.ts';

let fleet: Fleet;

beforeEach(async () => {
  // A version without a label is gone at once, as Secrets Manager may do.
  fleet = await startFleet({ secrets: { deprecatedKept: 0 } });
  fleet.cluster.addNamespace('payments');
  await registerRenewing(fleet, { minutes: 240 });
  fleet.clock.now += 150 * minute;
});

afterEach(() => fleet.stop());

const message = async (name = 'prod-eu-1') => ({
  cluster: name,
  claim: await fleet.claim(name),
  correlationId: '00000000-0000-4000-8000-000000000000',
});

/** A push whose worker dies at this point of its renewal, or that ends normally. */
async function dying(when: 'before' | 'after', at: number): Promise<'died' | 'ended'> {
  const died = Promise.withResolvers<'died'>();
  const hook = (_command: string, call: number) => {
    if (call !== at) return undefined;
    died.resolve('died');
    return new Promise<void>(() => undefined);
  };
  const world = { ...fleet.world, renewer: async () => intercepted(fleet, { [when]: hook }) };
  const pushed = push(await message(), world, fleet.clock.now + 5 * minute).then(() => 'ended' as const);
  return Promise.race([died.promise, pushed]);
}

/** The calls of a whole renewal, in order. */
async function callsOfOne(): Promise<string[]> {
  const calls: string[] = [];
  const world = {
    ...fleet.world,
    renewer: async () => intercepted(fleet, { before: (command) => void calls.push(command) }),
  };
  await push(await message(), world, fleet.clock.now + 5 * minute);
  return calls;
}

const whole = [
  'DescribeSecret',
  'Update',
  'UpdateSecretVersionStage',
  'PutSecretValue',
  'Update',
  'UpdateSecretVersionStage',
];

test('a renewal looks, notes, labels, stores, records and then uses', async () => {
  expect(await callsOfOne()).toEqual(whole);
});

describe.each(['before', 'after'] as const)('a worker that dies %s', (when) => {
  test.each(whole.map((command, index) => [index + 1, command] as const))(
    'call %d, %s, leaves what works, and the next one renews',
    async (call) => {
      expect(await dying(when, call)).toBe('died');
      expect(await unsound(fleet)).toEqual([]);
      const { kubeconfig: left } = await recordOf(fleet);

      fleet.clock.now += 11 * minute;
      const { kubeconfig, status } = await fleet.refresh();
      expect(status.phase).toBe('Healthy');
      expect(await unsound(fleet)).toEqual([]);
      // It was renewed, by the one that died or by the next, and is renewed again in time.
      expect(kubeconfig.renewal?.fallback).toBeDefined();
      if (left.renewal?.fallback === undefined) expect(kubeconfig.version).not.toBe(left.version);

      fleet.clock.now += 145 * minute;
      const { kubeconfig: last } = await fleet.refresh();
      expect(last.version).not.toBe(kubeconfig.version);
      expect(await unsound(fleet)).toEqual([]);
      // Nothing remains of the dead ones.
      const labels = await labelsOf(fleet);
      expect(Object.keys(labels).sort()).toEqual([last.version, kubeconfig.version].sort());
    },
  );
});
