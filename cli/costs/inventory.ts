import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failureKinds } from '../../shared/failure.ts';
import { metricNames } from '../../shared/observability/names.ts';
import { root } from '../deploy/build/functions.ts';

/** What a deployment has that is paid by the month, however large the fleet is. */
export type Inventory = Awaited<ReturnType<typeof inventory>>;

/** Counts the resources in infra/, and the metrics that the functions know. */
export async function inventory() {
  const files = await readdir(join(root, 'infra'), { recursive: true });
  const read = files
    .filter((name) => name.endsWith('.yml'))
    .map((name) => readFile(join(root, 'infra', name), 'utf8'));
  const templates = (await Promise.all(read)).join('\n');
  const count = (type: string) => templates.split(`Type: AWS::CloudWatch::${type}\n`).length - 1;
  return {
    alarms: count('Alarm'),
    compositeAlarms: count('CompositeAlarm'),
    // At most: one that is published in some hours only is paid for those. One name is published for each kind of failure.
    metrics: Object.keys(metricNames).length - 1 + failureKinds.length,
    dashboards: count('Dashboard'),
  };
}
