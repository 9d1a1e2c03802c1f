import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { DeadLetter } from '../../../cli/recovery/redrive/deadLetters.ts';
import { redrive } from '../../../cli/recovery/redrive/redrive.ts';
import { recordSchema } from '../../../shared/clusters/store/item.ts';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await startFleet();
});
afterEach(() => fleet.stop());

async function letterOf(cluster: string, fields: Record<string, unknown>): Promise<DeadLetter> {
  await fleet.register({ name: cluster });
  const claim = randomUUID();
  const nextPushAt = new Date(fleet.clock.now + 600_000).toISOString();
  await setFields(fleet.table, cluster, { claim, nextPushAt, ...fields });
  const message = { cluster, claim, correlationId: randomUUID() };
  return { id: randomUUID(), receipt: randomUUID(), sentAt: fleet.clock.now, message };
}

test('a record that a newer version wrote keeps its letter, and does not keep other clusters from being redriven', async () => {
  const queue = [await letterOf('newer', { schema: recordSchema + 1 }), await letterOf('known', {})];
  const removed: (string | undefined)[] = [];
  const kept: (string | undefined)[] = [];
  const letters = {
    take: async () => queue.splice(0),
    remove: async (some: readonly DeadLetter[]) => {
      removed.push(...some.map(({ message }) => message?.cluster));
      return 0;
    },
    putBack: async (some: readonly DeadLetter[]) =>
      void kept.push(...some.map(({ message }) => message?.cluster)),
    destroy: () => undefined,
  };
  const world = { letters, table: fleet.table, now: () => fleet.clock.now };
  const options = { dryRun: false, dropUnreadable: false };

  const { findings } = await redrive(world, options, new AbortController().signal);

  expect(findings).toContainEqual(expect.objectContaining({ cluster: 'known', act: 'make-due' }));
  expect(findings).toContainEqual(
    expect.objectContaining({ cluster: 'newer', act: 'leave', because: expect.stringContaining('format 2') }),
  );
  expect({ removed, kept }).toEqual({ removed: ['known'], kept: ['newer'] });
});
