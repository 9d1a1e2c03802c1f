import { afterEach, expect, jest, test } from '@jest/globals';
import { faultFields } from '../../../shared/observability/log.ts';
import { createMeter } from '../../../shared/observability/metrics.ts';
import { metricNames } from '../../../shared/observability/names.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

test('numbers leave as one EMF line under the dimensions that the alarms use', () => {
  const lines: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  const meter = createMeter('prod');
  meter.count(metricNames.clustersFailing, 2);
  meter.count(metricNames.tickCompleted, 1);
  meter.publish();

  expect(lines).toHaveLength(1);
  const emf = JSON.parse(lines[0] ?? '{}');
  expect(emf).toMatchObject({ service: 'pullpass', stage: 'prod', ClustersFailing: 2, TickCompleted: 1 });
  const [{ Namespace, Dimensions }] = emf._aws.CloudWatchMetrics;
  expect(Namespace).toBe('PullPass');
  expect(Dimensions.map((set: string[]) => set.toSorted())).toEqual([['service', 'stage']]);
});

test('failures are counted by kind under their own dimension, beside the others', () => {
  const lines: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  const meter = createMeter('prod');
  meter.time(metricNames.pushMilliseconds, 120);
  for (const kind of ['timeout', 'timeout', 'tls']) meter.countByKind(metricNames.pushFailedByKind, kind);
  meter.publish();
  meter.publish();

  const emf = lines.map((line) => JSON.parse(line));
  expect(emf).toMatchObject([
    { PushMilliseconds: 120 },
    { PushFailedByKind: 2, errorKind: 'timeout', service: 'pullpass', stage: 'prod' },
    { PushFailedByKind: 1, errorKind: 'tls', service: 'pullpass', stage: 'prod' },
  ]);
  expect(emf[0]._aws.CloudWatchMetrics[0].Metrics).toEqual([
    { Name: 'PushMilliseconds', Unit: 'Milliseconds' },
  ]);
  expect(emf[1]._aws.CloudWatchMetrics[0].Dimensions.map((set: string[]) => set.toSorted())).toEqual([
    ['errorKind', 'service', 'stage'],
  ]);
});

test('of an unexpected error, the name and the place are logged, but not the message', () => {
  const error = new SyntaxError('Unexpected token in "apiVersion: v1, token: s3cret"');
  const fields = faultFields(error);
  expect(fields.fault).toBe('SyntaxError');
  expect(fields.at[0]).toMatch(/^at .*metrics\.test\.ts/);
  expect(JSON.stringify(fields)).not.toContain('s3cret');
});
