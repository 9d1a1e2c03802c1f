import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { reindex } from '../../../cli/recovery/reindex/reindex.ts';
import { type Fleet, minute, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';
import { recordOf, registerRenewing } from '../../support/renewal/renewing.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await startFleet();
  fleet.cluster.addNamespace('payments');
});
afterEach(() => fleet.stop());

test('a credential that renews itself while its record is reindexed stays in use', async () => {
  await registerRenewing(fleet, { minutes: 240 });
  fleet.clock.now += 150 * minute;
  const before = await recordOf(fleet);
  const { kubeconfig: renewed } = await fleet.refresh();
  // The record in the middle of that push, which still holds its claim.
  await setFields(fleet.table, 'prod-eu-1', { kubeconfig: before.kubeconfig, attentionShard: 'lost' });

  const { client } = fleet.table;
  let isFirst = true;
  const send = async (command: object) => {
    if (command instanceof UpdateCommand && isFirst) {
      isFirst = false;
      await setFields(fleet.table, 'prod-eu-1', { kubeconfig: renewed });
    }
    return client.send(command as never);
  };
  const watched = Object.create(client, { send: { value: send } });
  const table = { ...fleet.table, client: watched };
  expect(await reindex(table, new AbortController().signal)).toMatchObject({ written: 1 });
  expect((await recordOf(fleet)).kubeconfig).toEqual(renewed);
});
