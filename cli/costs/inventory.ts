import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failureKinds } from '../../shared/failure.ts';
import { metricNames } from '../../shared/observability/names.ts';
import { root } from '../deploy/build/functions.ts';

/** What a deployment pays for by the month, whatever the size of the fleet. */
export type Inventory = Awaited<ReturnType<typeof inventory>>;

/** Counts the resources in infra/ and the functions' metrics. */
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
    // The maximum: a metric costs only for the hours in which it is published. One name is published per kind of
    // failure.
    metrics: Object.keys(metricNames).length - 1 + failureKinds.length,
    dashboards: count('Dashboard'),
  };
}
