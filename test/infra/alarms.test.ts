import { beforeAll, describe, expect, test } from '@jest/globals';
import { metricDimensions, metricNames, metricNamespace } from '../../shared/observability/names.ts';
import {
  type Alarm,
  alarmsOf,
  type CompositeAlarm,
  compositeAlarmsOf,
  dimensionsOf,
} from './support/alarms.ts';
import { everyParameter, everyThreshold } from './support/everyParameter.ts';
import { packagedTemplate, readable, resourcesOf, stage, type Template } from './support/template.ts';

let template: Template;
let alarms: Record<string, Alarm>;
let composite: Record<string, CompositeAlarm>;
beforeAll(async () => {
  template = await packagedTemplate();
  alarms = alarmsOf(template, stage);
  composite = compositeAlarmsOf(template, stage);
}, 300_000);

const alarm = (suffix: string): Alarm => {
  const found = alarms[suffix];
  if (!found) throw new Error(`There is no alarm ${suffix}.`);
  return found;
};

/** What each alarm on our own metrics watches, and what it does without data. */
const ownMetrics = {
  'tokens-at-risk': [metricNames.tokensAtRisk, 'ignore'],
  'token-expired': [metricNames.tokensExpired, 'ignore'],
  'clusters-uncovered': [metricNames.clustersUncovered, 'ignore'],
  'clusters-failing': [metricNames.clustersFailingLong, 'ignore'],
  'kubeconfigs-expiring': [metricNames.kubeconfigsExpiring, 'ignore'],
  'records-missing': [metricNames.recordsMissing, 'ignore'],
  'dispatch-behind': [metricNames.oldestDueSeconds, 'ignore'],
  'no-tick': [metricNames.tickCompleted, 'breaching'],
  'no-tick-long': [metricNames.tickCompleted, 'breaching'],
  'registry-throttled': [metricNames.registryThrottled, 'notBreaching'],
  'push-faults': [metricNames.pushFaults, 'notBreaching'],
} as const;

describe('an alarm on what the functions publish', () => {
  test.each(Object.entries(ownMetrics))('%s finds exactly its metric', (suffix, [metric, missing]) => {
    expect(alarm(suffix)).toMatchObject({
      Namespace: metricNamespace,
      MetricName: metric,
      TreatMissingData: missing,
    });
    expect(dimensionsOf(alarm(suffix))).toEqual(metricDimensions(stage));
  });

  test('and there is no other alarm on our namespace', () => {
    const ours = Object.entries(alarms).filter(([, { Namespace }]) => Namespace === metricNamespace);
    expect(ours.map(([suffix]) => suffix).sort()).toEqual(Object.keys(ownMetrics).sort());
  });
});

describe('the conditions', () => {
  test.each([
    ['no-tick', 5],
    ['no-tick-long', 30],
  ])('%s: nothing for %i minutes, whether ticks say nothing or send nothing', (suffix, minutes) => {
    const { Period, EvaluationPeriods, DatapointsToAlarm, ...rest } = alarm(suffix);
    expect(Period * EvaluationPeriods).toBe(minutes * 60);
    expect(DatapointsToAlarm).toBeUndefined();
    expect(rest).toMatchObject({
      Statistic: 'Sum',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
    });
  });

  test.each([
    ['tokens-at-risk', 2],
    ['token-expired', 2],
    ['clusters-uncovered', 5],
    ['clusters-failing', 1],
    ['kubeconfigs-expiring', 1],
    ['records-missing', 1],
  ])('%s fires for one cluster, seen by %i ticks', (suffix, ticks) => {
    expect(alarm(suffix)).toMatchObject({
      Statistic: 'Maximum',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      EvaluationPeriods: ticks,
    });
  });

  test.each(['dispatch-behind', 'queue-behind', 'retry-behind', 'suspect-behind'])(
    '%s wants more than a moment: five minutes of more than five',
    (suffix) => {
      expect(alarm(suffix)).toMatchObject({
        Statistic: 'Maximum',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 300,
        Period: 60,
        EvaluationPeriods: 5,
      });
    },
  );

  test('a queue that nobody reads is reported before its messages expire', () => {
    const queues = resourcesOf<{ MessageRetentionPeriod: number }>(template, 'AWS::SQS::Queue');
    const { Threshold, Period, EvaluationPeriods } = alarm('queue-behind');
    for (const queue of ['PushQueue', 'RetryQueue', 'SuspectQueue'])
      expect(queues[queue]?.MessageRetentionPeriod).toBeGreaterThan(Threshold + Period * EvaluationPeriods);
  });

  test('push-faults: a message that fails, and fails again after its visibility timeout', () => {
    const { Period, EvaluationPeriods, DatapointsToAlarm = 0, ...rest } = alarm('push-faults');
    expect(rest).toMatchObject({
      Statistic: 'Sum',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
    });
    expect(DatapointsToAlarm).toBe(2);
    const queues = resourcesOf<{ VisibilityTimeout: number }>(template, 'AWS::SQS::Queue');
    // From the first minute of a fault to the minute of the second.
    expect(Period * EvaluationPeriods).toBeGreaterThan(
      (queues['PushQueue']?.VisibilityTimeout ?? 0) + Period,
    );
  });

  test.each([
    ['queue-behind', 'PushQueue'],
    ['retry-behind', 'RetryQueue'],
    ['suspect-behind', 'SuspectQueue'],
  ])('%s is about %s', (suffix, queue) => {
    expect(alarm(suffix)).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      TreatMissingData: 'notBreaching',
    });
    expect(dimensionsOf(alarm(suffix))).toEqual({ QueueName: `${queue}.QueueName` });
  });

  test('dead-letters: anything in the queue where failed pushes of every lane end up', () => {
    const queues = resourcesOf<{ RedrivePolicy?: { deadLetterTargetArn: unknown } }>(
      template,
      'AWS::SQS::Queue',
    );
    expect(alarm('dead-letters')).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      TreatMissingData: 'notBreaching',
    });
    const { QueueName } = dimensionsOf(alarm('dead-letters'));
    for (const queue of ['PushQueue', 'RetryQueue', 'SuspectQueue'])
      expect(
        readable(queues[queue]?.RedrivePolicy?.deadLetterTargetArn).replace(/\.Arn$/, '.QueueName'),
      ).toBe(QueueName);
  });

  test('errors and throttles of every function in the template, once each', () => {
    const watched = Object.entries(alarms)
      .filter(([, { Namespace }]) => Namespace === 'AWS/Lambda')
      .map(([suffix, each]) => {
        expect(each).toMatchObject({
          Statistic: 'Sum',
          ComparisonOperator: 'GreaterThanThreshold',
          Threshold: 0,
          TreatMissingData: 'notBreaching',
        });
        return `${suffix}: ${dimensionsOf(each)['FunctionName']} ${each.MetricName}`;
      });
    const functions = resourcesOf<{ FunctionName: string }>(template, 'AWS::Lambda::Function');
    const expected = Object.entries(functions).flatMap(([id, { FunctionName }]) =>
      ['Errors', 'Throttles'].map(
        (metric) =>
          `${FunctionName.replace(`pullpass-${stage}-`, '')}-${metric.toLowerCase()}: ${id} ${metric}`,
      ),
    );
    expect(watched.sort()).toEqual(expected.sort());
  });

  test.each(['refresh', 'push'])(
    'one bad minute of %s, which recovers in the next, notifies nobody',
    (name) => {
      for (const suffix of [`${name}-errors`, `${name}-throttles`])
        expect(alarm(suffix)).toMatchObject({ Period: 60, EvaluationPeriods: 5, DatapointsToAlarm: 2 });
    },
  );

  test('api-errors: 5xx of the HTTP API', () => {
    expect(alarm('api-errors')).toMatchObject({
      Namespace: 'AWS/ApiGateway',
      MetricName: '5xx',
      Statistic: 'Sum',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      TreatMissingData: 'notBreaching',
    });
    expect(dimensionsOf(alarm('api-errors'))).toEqual({ ApiId: 'HttpApi' });
  });
});

describe('who is notified', () => {
  test('fleet-at-risk alone pages: for tokens that expire, and for silence', () => {
    expect(Object.keys(composite)).toEqual(['fleet-at-risk']);
    const rule = composite['fleet-at-risk']?.AlarmRule ?? '';
    expect(rule.split(/ +OR +/)).toEqual(
      ['token-expired', 'clusters-uncovered', 'tokens-at-risk', 'no-tick-long'].map(
        (suffix) => `ALARM("${alarm(suffix).AlarmName}")`,
      ),
    );
    expect(composite['fleet-at-risk']).toMatchObject({
      AlarmActions: [{ Ref: 'PageTopic' }],
      OKActions: [{ Ref: 'PageTopic' }],
    });
  });

  test('the alarms that its rule names are made before it', () => {
    const resource = template.Resources['FleetAtRiskAlarm'] as { DependsOn?: string[] } | undefined;
    const named = (resource?.DependsOn ?? []).map((id) => template.Resources[id]?.Properties['AlarmName']);
    const rule = composite['fleet-at-risk']?.AlarmRule ?? '';
    expect(named.sort()).toEqual([...rule.matchAll(/"([^"]+)"/g)].map(([, name]) => name).sort());
  });

  test('every other alarm informs, when it fires and when it clears', () => {
    for (const { AlarmActions, OKActions } of Object.values(alarms)) {
      expect(AlarmActions).toEqual([{ Ref: 'AlarmTopic' }]);
      expect(OKActions).toEqual([{ Ref: 'AlarmTopic' }]);
    }
  });
});

describe('every description', () => {
  const all = () => Object.entries({ ...alarms, ...composite });

  test('says what it means, what to look at, what to do and where to read on', () => {
    for (const [suffix, { AlarmDescription }] of all()) {
      expect(`${suffix}: ${AlarmDescription}`).toMatch(
        /: Means: .+\. Look at: .+\. Do: .+\. Runbook: docs\/operations\.md#[a-z-]+$/,
      );
      expect(AlarmDescription).toMatch(new RegExp(`#${suffix}$`));
    }
  });

  test('fits CloudWatch’s limit, with the longest stage and a long address of the runbook', async () => {
    const { runbookUrl } = everyParameter;
    const longest = await packagedTemplate(everyParameter);
    const more = 'a-stage-of-20-letters'.length;
    const described = { ...alarmsOf(longest, stage), ...compositeAlarmsOf(longest, stage) };
    for (const [suffix, { AlarmDescription }] of Object.entries(described)) {
      expect(AlarmDescription).toContain(` Runbook: ${runbookUrl}#${suffix}`);
      const names = AlarmDescription.split(`-${stage}`).length - 1;
      expect(AlarmDescription.length + names * more).toBeLessThanOrEqual(1024);
    }
  }, 300_000);

  test('names only log groups, queues, schedules, tables, alarms and dashboards that exist', () => {
    const names = Object.values(template.Resources).flatMap(({ Properties }) =>
      ['LogGroupName', 'QueueName', 'Name', 'TableName', 'AlarmName', 'DashboardName']
        .map((key) => Properties?.[key])
        .filter((name) => typeof name === 'string'),
    );
    for (const [, { AlarmDescription }] of all()) {
      const named = AlarmDescription.match(/(?:\/aws\/[a-z-]+\/)?pullpass-test(?:-[a-z]+)*/g) ?? [];
      for (const name of named) expect(names).toContain(name);
    }
  });
});

test.each([
  ['tokensAtRiskAbove', 'tokens-at-risk', 'Threshold'],
  ['tokensExpiredAbove', 'token-expired', 'Threshold'],
  ['clustersUncoveredAbove', 'clusters-uncovered', 'Threshold'],
  ['uncoveredMinutes', 'clusters-uncovered', 'EvaluationPeriods'],
  ['clustersFailingAbove', 'clusters-failing', 'Threshold'],
  ['kubeconfigsExpiringAbove', 'kubeconfigs-expiring', 'Threshold'],
  ['recordsMissingAbove', 'records-missing', 'Threshold'],
  ['missedTickMinutes', 'no-tick', 'EvaluationPeriods'],
  ['stoppedTickMinutes', 'no-tick-long', 'EvaluationPeriods'],
  ['dispatchBehindSeconds', 'dispatch-behind', 'Threshold'],
  ['dispatchBehindMinutes', 'dispatch-behind', 'EvaluationPeriods'],
  ['queueBehindSeconds', 'queue-behind', 'Threshold'],
  ['queueBehindMinutes', 'retry-behind', 'EvaluationPeriods'],
  ['queueBehindMinutes', 'suspect-behind', 'EvaluationPeriods'],
  ['deadLettersAbove', 'dead-letters', 'Threshold'],
  ['pushFaultsAbove', 'push-faults', 'Threshold'],
  ['registryThrottledAbove', 'registry-throttled', 'Threshold'],
  ['functionErrorsAbove', 'push-errors', 'Threshold'],
  ['functionErrorsAbove', 'registration-errors', 'Threshold'],
  ['functionThrottlesAbove', 'refresh-throttles', 'Threshold'],
  ['apiErrorsAbove', 'api-errors', 'Threshold'],
] as const)(
  'the deploy parameter %s sets %s',
  async (parameter, suffix, property) => {
    const chosen = alarmsOf(await packagedTemplate(everyParameter), stage);
    expect(Number(chosen[suffix]?.[property])).toBe(Number(everyThreshold[parameter]));
  },
  300_000,
);
