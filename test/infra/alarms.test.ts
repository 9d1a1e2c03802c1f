import { beforeAll, describe, expect, test } from '@jest/globals';
import { metricDimensions, metricNames, metricNamespace } from '../../shared/observability/names.ts';
import { packagedTemplate, readable, resourcesOf, stage, type Template } from './support/template.ts';

interface Alarm {
  AlarmName: string;
  AlarmDescription: string;
  Namespace: string;
  MetricName: string;
  Dimensions: { Name: string; Value: unknown }[];
  Statistic: string;
  Period: number;
  EvaluationPeriods: number;
  ComparisonOperator: string;
  Threshold: number;
  TreatMissingData: string;
  AlarmActions: unknown[];
  OKActions: unknown[];
}

let template: Template;
let alarms: Record<string, Alarm>;
beforeAll(async () => {
  template = await packagedTemplate();
  alarms = resourcesOf<Alarm>(template, 'AWS::CloudWatch::Alarm');
}, 60_000);

const alarm = (id: string): Alarm => alarms[id] ?? missing(id);
const missing = (id: string): never => {
  throw new Error(`There is no ${id}.`);
};
const dimensionsOf = ({ Dimensions }: Alarm) =>
  Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, readable(Value)]));

describe('an alarm on what the functions publish finds the very metric', () => {
  test.each([
    ['NoTickAlarm', metricNames.tickCompleted],
    ['ClustersFailingAlarm', metricNames.clustersFailing],
    ['TokensAtRiskAlarm', metricNames.tokensAtRisk],
  ])('%s watches %s', (id, metric) => {
    expect(alarm(id)).toMatchObject({ Namespace: metricNamespace, MetricName: metric });
    expect(dimensionsOf(alarm(id))).toEqual(metricDimensions(stage));
  });

  test('and there is no other alarm on our namespace', () => {
    const ours = Object.entries(alarms).filter(([, { Namespace }]) => Namespace === metricNamespace);
    expect(ours.map(([id]) => id).sort()).toEqual([
      'ClustersFailingAlarm',
      'NoTickAlarm',
      'TokensAtRiskAlarm',
    ]);
  });
});

describe('the conditions', () => {
  test('no tick for five minutes, whether it says nothing or sends nothing', () => {
    const { Period, EvaluationPeriods, ...rest } = alarm('NoTickAlarm');
    expect(Period * EvaluationPeriods).toBe(5 * 60);
    expect(rest).toMatchObject({
      Statistic: 'Sum',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });

  test.each(['ClustersFailingAlarm', 'TokensAtRiskAlarm'])(
    '%s fires at one, and keeps its state without a tick',
    (id) => {
      expect(alarm(id)).toMatchObject({
        Statistic: 'Maximum',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
        TreatMissingData: 'ignore',
      });
    },
  );

  test('anything in the queue that failed pushes end in', () => {
    const queues = resourcesOf<{ RedrivePolicy?: { deadLetterTargetArn: unknown } }>(
      template,
      'AWS::SQS::Queue',
    );
    const deadLetters = readable(queues['PushQueue']?.RedrivePolicy?.deadLetterTargetArn).replace(
      /\.Arn$/,
      '',
    );
    expect(alarm('DeadLettersAlarm')).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
    });
    expect(dimensionsOf(alarm('DeadLettersAlarm'))).toEqual({ QueueName: `${deadLetters}.QueueName` });
  });

  test('errors and throttles of every function in the template', () => {
    const watched = Object.values(alarms)
      .filter(({ Namespace }) => Namespace === 'AWS/Lambda')
      .map((each) => {
        expect(each).toMatchObject({
          Statistic: 'Sum',
          ComparisonOperator: 'GreaterThanThreshold',
          Threshold: 0,
        });
        return `${dimensionsOf(each)['FunctionName']} ${each.MetricName}`;
      });
    const functions = Object.keys(resourcesOf(template, 'AWS::Lambda::Function'));
    expect(watched.sort()).toEqual(functions.flatMap((id) => [`${id} Errors`, `${id} Throttles`]).sort());
  });
});

describe('every alarm', () => {
  test('says what it means, what to look at and what to do, within what CloudWatch takes', () => {
    for (const { AlarmName, AlarmDescription } of Object.values(alarms)) {
      expect(`${AlarmName}: ${AlarmDescription}`).toMatch(/: Means: .+\. Look at: .+\. Do: .+\.$/);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });

  test('tells the topic when it fires and when it clears', () => {
    for (const { AlarmActions, OKActions } of Object.values(alarms)) {
      expect(AlarmActions).toEqual([{ Ref: 'AlarmTopic' }]);
      expect(OKActions).toEqual([{ Ref: 'AlarmTopic' }]);
    }
  });

  test('names only log groups, queues and schedules that exist', () => {
    const names = Object.values(template.Resources).flatMap(({ Properties }) => {
      const { LogGroupName, QueueName, Name } = Properties ?? {};
      return [LogGroupName, QueueName, Name].filter((name) => typeof name === 'string');
    });
    for (const { AlarmDescription } of Object.values(alarms)) {
      const named = AlarmDescription.match(/(?:\/aws\/lambda\/)?pullpass-test-[a-z-]*[a-z]/g) ?? [];
      for (const name of named) expect(names).toContain(name);
    }
  });
});

test('thresholds are deploy parameters', async () => {
  const chosen = await packagedTemplate({
    missedTickMinutes: '10',
    clustersFailingAbove: '2',
    tokensAtRiskAbove: '3',
    deadLettersAbove: '4',
    functionErrorsAbove: '5',
    functionThrottlesAbove: '6',
  });
  const changed = resourcesOf<Alarm>(chosen, 'AWS::CloudWatch::Alarm');
  expect(Number(changed['NoTickAlarm']?.EvaluationPeriods)).toBe(10);
  expect(Number(changed['ClustersFailingAlarm']?.Threshold)).toBe(2);
  expect(Number(changed['TokensAtRiskAlarm']?.Threshold)).toBe(3);
  expect(Number(changed['DeadLettersAlarm']?.Threshold)).toBe(4);
  expect(Number(changed['PushErrorsAlarm']?.Threshold)).toBe(5);
  expect(Number(changed['PushThrottlesAlarm']?.Threshold)).toBe(6);
}, 60_000);
