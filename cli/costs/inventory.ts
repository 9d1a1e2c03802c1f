import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failureKinds } from '../../shared/failure.ts';
import { metricNames } from '../../shared/observability/names.ts';
import { root } from '../deploy/build/functions.ts';

/** What a deployment pays for by the month: the resources in infra/, and the functions' metrics. */
export async function inventory() {
  let templates = '';
  for await (const file of glob(join(root, 'infra/**/*.yml'))) templates += await readFile(file, 'utf8');
  const count = (type: string) => templates.split(`Type: AWS::CloudWatch::${type}\n`).length - 1;
  return {
    alarms: count('Alarm'),
    compositeAlarms: count('CompositeAlarm'),
    // At most: one that is published in some hours only is paid for those. One name is published for each kind of failure.
    metrics: Object.keys(metricNames).length - 1 + failureKinds.length,
    dashboards: count('Dashboard'),
  };
}
