import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type MetricName, metricDimensions, metricNamespace, serviceName } from './names.ts';

/** Publishes metrics. `publish` writes what was counted since the last call, as lines of EMF. */
export interface Meter {
  /** A count or a gauge. Several values of one name stay separate. */
  count(name: MetricName, value: number): void;
  /** Milliseconds. */
  time(name: MetricName, milliseconds: number): void;
  /** Counts one failure of a kind, with the additional dimension errorKind. */
  countByKind(name: MetricName, errorKind: string): void;
  publish(): void;
}

/** Powertools' metrics in CloudWatch's embedded metric format. */
export function createMeter(stage: string): Meter {
  const metrics = new Metrics({
    namespace: metricNamespace,
    serviceName,
    defaultDimensions: metricDimensions(stage),
  });
  const kinds = new Map<string, { name: MetricName; errorKind: string; count: number }>();
  return {
    count: (name, value) => metrics.addMetric(name, MetricUnit.Count, value),
    time: (name, milliseconds) => metrics.addMetric(name, MetricUnit.Milliseconds, milliseconds),
    countByKind: (name, errorKind) => {
      const key = `${name} ${errorKind}`;
      kinds.set(key, { name, errorKind, count: (kinds.get(key)?.count ?? 0) + 1 });
    },
    publish: () => {
      // Without this check, Powertools would warn on every empty batch.
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
      for (const { name, errorKind, count } of kinds.values()) {
        // Written at once, as its own line.
        const single = metrics.singleMetric();
        single.addDimension('errorKind', errorKind);
        single.addMetric(name, MetricUnit.Count, count);
      }
      kinds.clear();
    },
  };
}
