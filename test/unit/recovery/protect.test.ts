import {
  ContinuousBackupsUnavailableException,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { lacking, type Protection, protect } from '../../../cli/recovery/restore/protect.ts';
import { virtualTime } from '../../support/cli/virtualTime.ts';

/** A table's settings as in DynamoDB, which refuses what is already on, and PITR for the first few calls. */
function aTable(
  on: readonly Protection[],
  { refusals = 0, fails }: { refusals?: number; fails?: Error } = {},
) {
  const settings = new Set<Protection>(on);
  const status = (setting: Protection) => (settings.has(setting) ? 'ENABLED' : 'DISABLED');
  const turnOn = (setting: Protection) => {
    if (settings.has(setting)) throw invalid(`${setting} is already enabled`);
    settings.add(setting);
    return {};
  };
  const client = new DynamoDBClient({});
  const mock = mockClient(client);
  mock.on(DescribeTableCommand).callsFake(() => ({
    Table: { DeletionProtectionEnabled: settings.has('deletion protection') },
  }));
  mock.on(DescribeTimeToLiveCommand).callsFake(() => ({
    TimeToLiveDescription: { TimeToLiveStatus: status('time to live') },
  }));
  mock.on(DescribeContinuousBackupsCommand).callsFake(() => ({
    ContinuousBackupsDescription: {
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: status('point in time recovery') },
    },
  }));
  mock.on(UpdateTableCommand).callsFake(() => turnOn('deletion protection'));
  mock.on(UpdateTimeToLiveCommand).callsFake(() => {
    if (fails) throw fails;
    return turnOn('time to live');
  });
  mock.on(UpdateContinuousBackupsCommand).callsFake(() => {
    if (refusals-- > 0)
      throw new ContinuousBackupsUnavailableException({
        message: 'Backups are being enabled for the table: prod. Please retry later',
        $metadata: {},
      });
    return turnOn('point in time recovery');
  });
  const updates = () =>
    mock
      .calls()
      .map(({ args: [command] }) => command.constructor.name)
      .filter((name) => name.startsWith('Update'));
  return { client, mock, updates };
}

function invalid(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({
    name: 'ValidationException',
    $fault: 'client',
    message,
    $metadata: {},
  });
}

const run = (client: DynamoDBClient, seconds = 60) => {
  const printed: string[] = [];
  const watching = virtualTime();
  const left = protect(client, 'prod', { print: (line) => void printed.push(line), watching, seconds });
  return left.then((off) => ({ off, printed }));
};

test('a restored table is guarded against deletion first, and PITR is asked for until it is taken', async () => {
  const { client, updates } = aTable([], { refusals: 1 });
  const { off, printed } = await run(client);
  expect(off).toEqual([]);
  expect(updates()).toEqual([
    'UpdateTableCommand',
    'UpdateTimeToLiveCommand',
    'UpdateContinuousBackupsCommand',
    'UpdateContinuousBackupsCommand',
  ]);
  expect(printed).toContain(
    'DynamoDB cannot switch on point in time recovery yet. Trying again; this can take minutes.',
  );
  expect(await lacking(client, 'prod')).toEqual([]);
});

test('what is refused for too long is named, and a second run switches on that alone', async () => {
  const { client, mock, updates } = aTable([], { refusals: 1 });
  expect((await run(client, 0)).off).toEqual(['point in time recovery']);
  mock.resetHistory();
  expect((await run(client)).off).toEqual([]);
  expect(updates()).toEqual(['UpdateContinuousBackupsCommand']);
});

test('a run that broke off left the table protected, and the next one continues', async () => {
  const broken = aTable([], { fails: new Error('no network') });
  await expect(run(broken.client)).rejects.toThrow('no network');
  expect(await lacking(broken.client, 'prod')).toEqual(['time to live', 'point in time recovery']);
});

test('a table that has all of it is left alone, and so is deletion protection that is off on purpose', async () => {
  for (const on of [
    ['deletion protection', 'time to live', 'point in time recovery'],
    ['time to live', 'point in time recovery'],
  ] as const) {
    const { client, updates } = aTable(on);
    expect((await run(client)).off).toEqual([]);
    expect(updates()).toEqual([]);
  }
});
