import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type MetricName, metricDimensions, metricNamespace, serviceName } from './names.ts';

/** Publishes numbers. `publish` writes what was counted since the last time, as one EMF line. */
export interface Meter {
  count(name: MetricName, value: number): void;
  publish(): void;
}

/** Powertools' metrics in CloudWatch's embedded metric format. */
export function createMeter(stage: string): Meter {
  const metrics = new Metrics({
    namespace: metricNamespace,
    serviceName,
    defaultDimensions: metricDimensions(stage),
  });
  return {
    count: (name, value) => metrics.addMetric(name, MetricUnit.Count, value),
    publish: () => {
      // With nothing counted, Powertools would warn of it on every empty batch.
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
