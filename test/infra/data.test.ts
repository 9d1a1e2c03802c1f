import { beforeAll, describe, expect, test } from '@jest/globals';
import { claimMilliseconds } from '../../shared/clusters/schedule.ts';
import { everyParameter } from './support/everyParameter.ts';
import { packagedTemplate, readable, resourcesOf, type Template } from './support/template.ts';

interface Queue {
  VisibilityTimeout: number;
  MessageRetentionPeriod: number;
  SqsManagedSseEnabled: boolean;
  RedrivePolicy?: { deadLetterTargetArn: unknown; maxReceiveCount: number };
}

let template: Template;
beforeAll(async () => {
  template = await packagedTemplate();
}, 300_000);

const queues = () => resourcesOf<Queue>(template, 'AWS::SQS::Queue');

describe('the table', () => {
  test('can be restored to any second, and is not deleted with the stack or by mistake', () => {
    const { Properties, DeletionPolicy } = template.Resources['ClustersTable'] ?? {};
    expect(Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      SSESpecification: { SSEEnabled: true },
    });
    expect(DeletionPolicy).toBe('Retain');
  });

  test('drops events when their time is over', () => {
    expect(template.Resources['ClustersTable']?.Properties['TimeToLiveSpecification']).toEqual({
      AttributeName: 'expiresAt',
      Enabled: true,
    });
  });

  test('loses its protection only if the deployment says so', async () => {
    const { Resources } = await packagedTemplate(everyParameter);
    expect(String(Resources['ClustersTable']?.Properties['DeletionProtectionEnabled'])).toBe('false');
  }, 300_000);
});

describe.each(['PushQueue', 'RetryQueue', 'SuspectQueue'])('the %s', (id) => {
  const queue = () => queues()[id] ?? ({} as Queue);

  test('hides a message for longer than the worker may take, as Lambda requires', () => {
    const lambdas = resourcesOf<{ Timeout: number }>(template, 'AWS::Lambda::Function');
    const timeout = lambdas['PushLambdaFunction']?.Timeout ?? Number.NaN;
    expect(queue().VisibilityTimeout).toBeGreaterThan(timeout);
  });

  test('gives up on a message before its cluster is dispatched again, and keeps it apart for two weeks', () => {
    const { VisibilityTimeout, RedrivePolicy } = queue();
    const tries = RedrivePolicy?.maxReceiveCount ?? Number.NaN;
    expect(tries).toBeGreaterThan(1);
    expect(VisibilityTimeout * tries * 1000).toBeLessThan(claimMilliseconds);
    const deadLetters = readable(RedrivePolicy?.deadLetterTargetArn).replace(/\.Arn$/, '');
    expect(queues()[deadLetters]?.MessageRetentionPeriod).toBe(14 * 24 * 60 * 60);
  });

  test('keeps no message for much longer than its claim lives', () => {
    const { MessageRetentionPeriod } = queue();
    expect(MessageRetentionPeriod * 1000).toBeGreaterThan(claimMilliseconds);
    expect(MessageRetentionPeriod * 1000).toBeLessThan(2 * claimMilliseconds);
  });

  test('is encrypted, and so is the dead-letter queue', () => {
    for (const { SqsManagedSseEnabled } of Object.values(queues())) expect(SqsManagedSseEnabled).toBe(true);
  });
});

describe('log groups', () => {
  test('one for each function and one for the API, each with a retention time', () => {
    const groups = Object.values(
      resourcesOf<{ LogGroupName: string; RetentionInDays: number }>(template, 'AWS::Logs::LogGroup'),
    );
    expect(groups.map(({ LogGroupName }) => LogGroupName).sort()).toEqual([
      '/aws/lambda/pullpass-test-push',
      '/aws/lambda/pullpass-test-refresh',
      '/aws/lambda/pullpass-test-registration',
      '/aws/lambda/pullpass-test-widget',
      '/aws/vendedlogs/http-api/pullpass-test',
    ]);
    for (const { RetentionInDays } of groups) expect(RetentionInDays).toBe(30);
  });

  test('keep events as long as the deployment says', async () => {
    const chosen = await packagedTemplate(everyParameter);
    const groups = resourcesOf<{ RetentionInDays: number }>(chosen, 'AWS::Logs::LogGroup');
    for (const { RetentionInDays } of Object.values(groups)) expect(Number(RetentionInDays)).toBe(7);
  }, 300_000);
});

describe('the stack', () => {
  test('says where the API, the alarms and the table are', () => {
    expect(Object.keys(template.Outputs)).toEqual(
      expect.arrayContaining(['ApiUrl', 'AlarmTopicArn', 'PageTopicArn', 'TableName']),
    );
  });

  test.each([
    ['AlarmEmail', 'alarmEmail'],
    ['PageEmail', 'pageEmail'],
  ] as const)(
    '%s is subscribed only if the deployment gives %s',
    async (id, parameter) => {
      expect(template.Resources[id]?.Condition).toBe(`Has${id}`);
      const address = (of: Template) =>
        (of as unknown as { Parameters: Record<string, unknown> }).Parameters[`${id}Address`];
      expect(address(template)).toMatchObject({ Default: '' });
      const chosen = await packagedTemplate(everyParameter);
      expect(address(chosen)).toMatchObject({ Default: everyParameter[parameter] });
    },
    300_000,
  );
});
