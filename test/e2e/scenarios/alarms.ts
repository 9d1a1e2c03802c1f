import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { readLogs } from '../world/logs.ts';
import { until } from '../world/until.ts';
import type { World } from '../world/world.ts';

interface Alarm {
  AlarmName: string;
  Namespace: string;
  MetricName: string;
  Dimensions: { Name: string; Value: string }[];
  StateValue: string;
}

/** One metric of an EMF log line. */
interface Emitted {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  value: number;
}

export function alarmScenarios(world: () => World): void {
  test('each alarm on our own metrics watches one that the deployed functions emit', async () => {
    const alarms = (await describeAlarms(world())).filter(({ Namespace }) => Namespace === 'PullPass');
    expect(alarms.map(({ MetricName }) => MetricName).sort()).toEqual([
      'ClustersFailing',
      'TickCompleted',
      'TokensAtRisk',
    ]);
    const emitted = await until(
      'a tick’s metrics in the logs',
      () => readMetrics(world()),
      (metrics) => metrics.some(({ name }) => name === 'TickCompleted'),
      { limit: 120_000 },
    );
    for (const { MetricName, Dimensions } of alarms) {
      const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
      expect(emitted).toContainEqual({
        namespace: 'PullPass',
        name: MetricName,
        dimensions,
        value: expect.any(Number),
      });
    }
  }, 180_000);

  test('a token that is about to expire raises the alarm, and a refresh ends it', async () => {
    const { api, aws, table } = world();
    const name = 'steady';
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { pk: `CLUSTER#${name}`, sk: 'RECORD' },
        UpdateExpression: 'SET validUntil = :soon',
        ConditionExpression: 'attribute_exists(expiryShard)',
        ExpressionAttributeValues: { ':soon': new Date(Date.now() + 3600_000).toISOString() },
      }),
    );
    const fleet = await api.expect<{ tokensAtRisk: number }>(200, 'GET', '/fleet');
    expect(fleet.tokensAtRisk).toBe(1);
    const atRisk = await until(
      'a tick that counts the token at risk',
      () => readMetrics(world()),
      (metrics) => metrics.some((metric) => metric.name === 'TokensAtRisk' && metric.value === 1),
      { limit: 150_000, pause: 1000 },
    );
    const metric = atRisk.find((found) => found.name === 'TokensAtRisk' && found.value === 1);
    expect(await stateOf(world(), 'TokensAtRisk')).not.toBe('ALARM');

    // The emulator does not turn log lines into metrics as CloudWatch does, so it is done here.
    await aws.json('monitoring', 'GraniteServiceVersion20100801.PutMetricData', {
      Namespace: metric?.namespace,
      MetricData: [
        {
          MetricName: metric?.name,
          Value: metric?.value,
          Dimensions: Object.entries(metric?.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
        },
      ],
    });
    await until(
      'the alarm',
      () => stateOf(world(), 'TokensAtRisk'),
      (state) => state === 'ALARM',
    );

    await api.refresh(name);
    expect((await api.expect<{ tokensAtRisk: number }>(200, 'GET', '/fleet')).tokensAtRisk).toBe(0);
  }, 300_000);
}

async function describeAlarms({ aws }: World): Promise<Alarm[]> {
  const target = 'GraniteServiceVersion20100801.DescribeAlarms';
  return (await aws.json<{ MetricAlarms: Alarm[] }>('monitoring', target, {})).MetricAlarms;
}

async function stateOf(world: World, metric: string): Promise<string | undefined> {
  return (await describeAlarms(world)).find(({ MetricName }) => MetricName === metric)?.StateValue;
}

/** All metrics in all logs, as CloudWatch reads them. Source: the CloudWatch embedded metric format. */
async function readMetrics({ aws }: World): Promise<Emitted[]> {
  const lines = (await readLogs(aws)).filter(({ message }) => message.includes('"CloudWatchMetrics"'));
  return lines.flatMap(({ message }) => {
    const line = JSON.parse(message);
    return line._aws.CloudWatchMetrics.flatMap(
      (directive: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }) =>
        directive.Metrics.flatMap(({ Name }) =>
          directive.Dimensions.map((set) => ({
            namespace: directive.Namespace,
            name: Name,
            dimensions: Object.fromEntries(set.map((dimension) => [dimension, line[dimension]])),
            // A metric that was counted several times is a list.
            value: [line[Name]].flat().reduce((sum, value) => sum + value, 0),
          })),
        ),
    );
  });
}
