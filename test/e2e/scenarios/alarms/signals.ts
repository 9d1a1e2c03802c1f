import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { metricNames } from '../../../../shared/observability/names.ts';
import { emulatedAccount, emulatedRegion } from '../../../support/aws/ministack.ts';
import type { AlarmWorld } from '../../world/alarmWorld.ts';
import { type LogLine, readLogs } from '../../world/logs.ts';
import type { Declare } from './atOnce.ts';

/** There is one for each kind of failure; and those of renewals, which no cluster here uses. */
const elsewhere: readonly string[] = [
  metricNames.pushFailedByKind,
  metricNames.credentialsRenewed,
  metricNames.renewalsFailed,
];

/** What the functions left behind after everything that was done to them. */
export function signals(world: () => AlarmWorld, test: Declare): void {
  test('every documented metric was published, with the dimensions that alarms look for', async () => {
    type Listed = { Metrics: { MetricName: string; Dimensions: { Name: string; Value: string }[] }[] };
    const { Metrics } = await world().aws.json<Listed>(
      'monitoring',
      'GraniteServiceVersion20100801.ListMetrics',
      { Namespace: 'PullPass' },
    );
    const published = Metrics.map(({ MetricName, Dimensions }) => ({
      name: MetricName,
      dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
    }));
    const all = { service: 'pullpass', stage: 'e2e' };
    for (const name of Object.values(metricNames).filter((metric) => !elsewhere.includes(metric)))
      expect(published).toContainEqual({ name, dimensions: all });
    for (const errorKind of ['forbidden', 'throttled'])
      expect(published).toContainEqual({
        name: metricNames.pushFailedByKind,
        dimensions: { ...all, errorKind },
      });
  });

  test('the dashboard is deployed, and its first panel is the function that draws the fleet', async () => {
    const { aws, named } = world();
    const { DashboardBody } = await aws.json<{ DashboardBody: string }>(
      'monitoring',
      'GraniteServiceVersion20100801.GetDashboard',
      { DashboardName: 'pullpass-e2e' },
    );
    const { widgets } = JSON.parse(DashboardBody);
    expect(widgets[0].properties.endpoint).toBe(
      `arn:aws:lambda:${emulatedRegion}:${emulatedAccount}:function:${named('widget')}`,
    );
    const prefix = `arn:aws:cloudwatch:${emulatedRegion}:${emulatedAccount}:alarm:`;
    const shown = widgets.find(({ type }: { type: string }) => type === 'alarm').properties.alarms;
    expect(shown[0]).toBe(`${prefix}${named('fleet-at-risk')}`);
    expect(DashboardBody).not.toContain('${');
  });

  test('every field that the runbook’s queries name is in that function’s log lines', async () => {
    const page = await readFile(join(import.meta.dirname, '../../../../docs/operations.md'), 'utf8');
    const lines = await readLogs(world().aws);
    const queries = [...page.matchAll(/^```insights log-group=(\w+)\n(.*?)^```$/gms)];
    expect(queries.length).toBeGreaterThan(5);
    for (const [, name = '', query = ''] of queries) {
      const known = fieldsOf(lines, `/aws/lambda/${world().named(name)}`);
      for (const field of fieldsIn(query))
        expect([query, [...known]]).toEqual([query, expect.arrayContaining([field])]);
    }
  });
}

/** The fields that a query reads: all words except commands, functions, texts, and the names that it defines. */
function fieldsIn(query: string): string[] {
  const given = [...query.matchAll(/\bas (\w+)/g)].map(([, name = '']) => name);
  const commands =
    /^(fields|filter|sort|limit|stats|by|as|in|and|or|not|asc|desc|count|count_distinct|avg|max)$/;
  const words = query.replace(/"[^"]*"/g, ' ').match(/@?[a-zA-Z][\w.]*/g) ?? [];
  return words.filter((word) => !commands.test(word) && !given.includes(word) && word !== '@timestamp');
}

/** The names of the fields that Logs Insights discovers in a group's JSON lines: joined by dots, lists by index. */
function fieldsOf(lines: readonly LogLine[], group: string): Set<string> {
  const found = new Set<string>();
  const walk = (value: unknown, name: string): void => {
    if (typeof value !== 'object' || value === null) return void found.add(name);
    for (const [key, inner] of Object.entries(value)) walk(inner, name === '' ? key : `${name}.${key}`);
  };
  for (const line of lines)
    if (line.group === group && line.message.startsWith('{')) walk(JSON.parse(line.message), '');
  return found;
}
