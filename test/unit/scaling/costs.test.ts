import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseDocument } from 'yaml';
import { billOf, trafficOf } from '../../../cli/costs/bill.ts';
import { inventory } from '../../../cli/costs/inventory.ts';
import { costLines, costTable } from '../../../cli/costs/table.ts';
import { memory } from '../../../cli/costs/takes.ts';
import { root } from '../../../cli/deploy/build/functions.ts';
import { tableUnder } from '../../support/scaling/document.ts';

const fleet = (clusters: number) => ({
  clusters,
  namespaces: 20,
  refreshEveryMinutes: 60,
  sweepEveryMinutes: 5,
});
const unswept = (clusters: number) => ({ ...fleet(clusters), sweepEveryMinutes: 0 });
const three = async () => {
  const deployed = await inventory();
  return [100, 1_000, 10_000].map((clusters) => billOf(fleet(clusters), deployed));
};
const nothing = { alarms: 0, compositeAlarms: 0, metrics: 0, dashboards: 0 };

test('the costs in docs/scaling.md are the computed ones: pullpass costs prints them', async () => {
  expect(await tableUnder('What a month costs')).toBe(costTable(await three()).join('\n'));
});

test('on a terminal they are a table of 80 columns', async () => {
  const lines = costLines(await three(), 80);
  expect(lines[0]).toBe('In dollars a month, for clusters                   100      1,000     10,000');
  expect(lines.at(-2)).toBe('Together                                         69.09     517.74   5,004.01');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test('on one of 40 columns the fleets follow each other, and every sum is still there', async () => {
  const lines = costLines(await three(), 40);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(40);
  const sums = lines.flatMap((line) => /^Together +(\S+)$/.exec(line)?.slice(1) ?? []);
  expect(sums).toEqual(['69.09', '517.74', '5,004.01']);
});

test('a fleet of 10,000 that is refreshed hourly makes 7.3 million pushes, in half-full batches', () => {
  expect(trafficOf(unswept(10_000))).toMatchObject({
    pushes: 7_300_000,
    sweeps: 0,
    batches: 1_460_000,
  });
});

test('one that is also swept every 5 minutes makes 11 sweeps for each push, in batches with them', () => {
  const { pushes, sweeps, batches } = trafficOf(fleet(10_000));
  expect(sweeps).toBe(11 * pushes);
  expect(batches).toBe((12 * pushes) / 5);
  expect(trafficOf({ ...fleet(10_000), sweepEveryMinutes: 60 }).sweeps).toBe(0);
});

test('if less than one cluster comes due in a tick, each push is a batch, and most ticks send nothing', () => {
  const { pushes, batches, sends } = trafficOf(unswept(6));
  expect({ batches, sends }).toEqual({ batches: pushes, sends: pushes });
  const requests = billOf(unswept(6), nothing).lines.find(({ what }) => what.startsWith('SQS'));
  expect(requests?.dollars).toBeCloseTo(((3 * pushes + 1_971_000) * 0.4) / 1_000_000);
});

test('refreshing half as often halves what pushes cost, and nothing else', () => {
  const dollars = (minutes: number, what: string) =>
    billOf({ ...unswept(10_000), refreshEveryMinutes: minutes }, nothing).lines.find(
      (line) => line.what === what,
    )?.dollars ?? 0;
  expect(dollars(120, 'Data sent to the clusters')).toBeCloseTo(dollars(60, 'Data sent to the clusters') / 2);
  const secrets = 'Secrets Manager: a secret for each cluster';
  expect([dollars(60, secrets), dollars(120, secrets)]).toEqual([4_000, 4_000]);
});

test('an installation that serves nothing costs what is paid by the month, and the ticks and polls', async () => {
  const idle = billOf(fleet(0), await inventory()).lines.filter(({ dollars }) => dollars > 0.01);
  expect(idle.map(({ what }) => what.split(':')[0])).not.toContain('Secrets Manager');
  const dollars = idle.reduce((sum, line) => sum + line.dollars, 0);
  expect(dollars).toBeGreaterThan(10);
  expect(dollars).toBeLessThan(25);
});

test('memory and batches are those of serverless.yml', async () => {
  const text = await readFile(join(root, 'serverless.yml'), 'utf8');
  const { functions: written, params } = parseDocument(text, { logLevel: 'silent' }).toJS();
  const [functions] = written;
  const gigabytes = (name: string) => functions[name].memorySize / 1024;
  expect(memory).toEqual({
    push: gigabytes('push'),
    refresh: gigabytes('refresh'),
    registration: gigabytes('registration'),
    widget: gigabytes('widget'),
  });
  expect(functions.push.events.map((event: { sqs: { batchSize: number } }) => event.sqs.batchSize)).toEqual([
    10, 10, 1,
  ]);
  expect(params.default).toMatchObject({ maximumConcurrency: 50, retryMaximumConcurrency: 20 });
});
