import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failureKinds } from '../../shared/failure.ts';
import { metricNames } from '../../shared/observability/names.ts';
import { root } from '../deploy/build/functions.ts';

/** What a deployment has that is paid by the month, however large the fleet is. */
export interface Inventory {
  alarms: number;
  compositeAlarms: number;
  /** At most: one that is published in some hours only is paid for those. */
  metrics: number;
  dashboards: number;
}

/** Counts the resources in infra/, and the metrics that the functions know. */
export async function inventory(): Promise<Inventory> {
  const templates = await readTemplates(join(root, 'infra'));
  const count = (type: string) =>
    templates.match(new RegExp(`Type: AWS::CloudWatch::${type}$`, 'gm'))?.length ?? 0;
  return {
    alarms: count('Alarm'),
    compositeAlarms: count('CompositeAlarm'),
    // One name is published once for each kind of failure.
    metrics: Object.keys(metricNames).length - 1 + failureKinds.length,
    dashboards: count('Dashboard'),
  };
}

async function readTemplates(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true });
  const texts = files
    .filter((name) => name.endsWith('.yml'))
    .map((name) => readFile(join(folder, name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}
