import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { functionsEnvironment } from '../../../local/service/environment.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { deleteCluster } from '../../../shared/clusters/store/leaving.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';

const before = { ...process.env };
let fleet: Fleet;
let call: () => Promise<unknown>;
beforeAll(async () => {
  fleet = await startFleet();
  Object.assign(process.env, functionsEnvironment(fleet.aws), {
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_METRICS_DISABLED: 'false',
  });
  const { handler } = await import('../../../functions/refresh/handler.ts');
  call = () => handler({} as never, { getRemainingTimeInMillis: () => 50_000 } as Context);
});
afterAll(async () => {
  process.env = before;
  await fleet.stop();
});

test('the gauges are published even if the census cannot be saved, and the tick fails', async () => {
  const written = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    fleet.aws.faults.inject({ operation: 'UpdateItem', fault: { kind: 'deny' } });
    await expect(call()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const lines = written.mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(lines).toContainEqual(expect.objectContaining({ TokensAtRisk: 0, TickCompleted: 1 }));
  } finally {
    written.mockRestore();
  }
});

test('once an hour it looks for kubeconfigs without a record, and a failed look does not fail the tick', async () => {
  const written = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const lines = () => [...written.mock.calls, ...warned.mock.calls].map(([line]) => JSON.parse(String(line)));
  try {
    fleet.aws.faults.clear();
    await forgetLooks();
    fleet.aws.faults.inject({ operation: 'ListSecrets', fault: { kind: 'deny' } });
    await expect(call()).resolves.toMatchObject({ dispatched: 0 });
    expect(lines()).toContainEqual(
      expect.objectContaining({ message: 'could not look for kubeconfigs without a record' }),
    );
    expect(lines()).not.toContainEqual(expect.objectContaining({ RecordsMissing: expect.anything() }));

    fleet.aws.faults.clear();
    await forgetLooks();
    const { name, kubeconfig } = await fleet.register({ name: 'lost' });
    await deleteCluster(fleet.table, (await readCluster(fleet.table, name)) as ClusterRecord, Date.now());
    await call();
    await call();
    const told = lines().filter((line) => 'RecordsMissing' in line);
    expect(told).toMatchObject([{ RecordsMissing: 1 }]);
    expect(lines()).toContainEqual(
      expect.objectContaining({
        message: 'looked for kubeconfigs without a record',
        recordsMissing: true,
        stored: 1,
        unrecorded: 1,
        removed: [],
      }),
    );
    await expect(fleet.vault.read('lost', kubeconfig.version)).resolves.toBeDefined();
  } finally {
    written.mockRestore();
    warned.mockRestore();
  }
});

const forgetLooks = () =>
  fleet.table.client.send(
    new DeleteCommand({ TableName: fleet.table.name, Key: { pk: 'FLEET', sk: 'UNRECORDED' } }),
  );
