import { beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { metricDimensions, metricNames, metricNamespace } from '../../shared/observability/names.ts';
import { packagedTemplate, readable, resourcesOf, stage, type Template } from './support/template.ts';

/**
 * The part of the format that we use.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
const grid = {
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  width: z.int().min(1).max(24),
  height: z.int().min(1).max(1000),
};
const options = z.strictObject({ stat: z.string().optional(), yAxis: z.enum(['left', 'right']).optional() });
const expression = z.strictObject({ id: z.string().regex(/^[a-z]\w*$/), expression: z.string() });
const metricWidget = z.strictObject({
  type: z.literal('metric'),
  ...grid,
  properties: z.strictObject({
    title: z.string(),
    region: z.string(),
    view: z.enum(['timeSeries', 'singleValue']),
    stat: z.string().optional(),
    period: z.int().multipleOf(60).optional(),
    stacked: z.boolean().optional(),
    yAxis: z.strictObject({ left: z.strictObject({ min: z.number() }) }).optional(),
    annotations: z
      .strictObject({
        horizontal: z.array(
          z.strictObject({ label: z.string(), value: z.number(), fill: z.enum(['above', 'below']) }),
        ),
      })
      .optional(),
    metrics: z.array(z.array(z.union([z.string(), options, expression])).min(1)).min(1),
  }),
});
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html */
const customWidget = z.strictObject({
  type: z.literal('custom'),
  ...grid,
  properties: z.strictObject({
    title: z.string(),
    endpoint: z.string(),
    params: z.record(z.string(), z.string()),
    updateOn: z.strictObject({ refresh: z.boolean(), resize: z.boolean(), timeRange: z.boolean() }),
  }),
});
const alarmWidget = z.strictObject({
  type: z.literal('alarm'),
  ...grid,
  properties: z.strictObject({ title: z.string(), alarms: z.array(z.string()).min(1).max(100) }),
});
const body = z.strictObject({
  start: z.string().regex(/^-P(T\d+[HM]|\d+[DW])$/),
  periodOverride: z.enum(['auto', 'inherit']),
  widgets: z.array(z.discriminatedUnion('type', [metricWidget, customWidget, alarmWidget])),
});

let template: Template;
let dashboard: z.infer<typeof body>;
beforeAll(async () => {
  template = await packagedTemplate();
  const all = resourcesOf<{ DashboardName: string; DashboardBody: unknown }>(
    template,
    'AWS::CloudWatch::Dashboard',
  );
  expect(Object.values(all).map(({ DashboardName }) => DashboardName)).toEqual([`pullpass-${stage}`]);
  dashboard = body.parse(JSON.parse(readable(all['FleetDashboard']?.DashboardBody)));
}, 300_000);

test('the fleet page comes first, over the whole width, and is updated with every refresh', () => {
  const [first] = dashboard.widgets;
  expect(first).toMatchObject({
    type: 'custom',
    x: 0,
    y: 0,
    width: 24,
    properties: {
      endpoint: 'WidgetLambdaFunction.Arn',
      updateOn: { refresh: true, resize: true, timeRange: true },
    },
  });
  expect(template.Resources['WidgetLambdaFunction']?.Type).toBe('AWS::Lambda::Function');
});

test('every alarm of the stack is shown, first those that page', () => {
  const shown = dashboard.widgets.flatMap((widget) =>
    widget.type === 'alarm' ? widget.properties.alarms : [],
  );
  const alarms = Object.entries(template.Resources)
    .filter(([, { Type }]) => ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].includes(Type))
    .map(([id]) => `${id}.Arn`);
  expect([...shown].sort()).toEqual(alarms.sort());
  expect(shown[0]).toBe('FleetAtRiskAlarm.Arn');
});

test('no panel overlaps another, or extends beyond the right edge', () => {
  const taken = new Set<string>();
  for (const { x, y, width, height } of dashboard.widgets) {
    expect(x + width).toBeLessThanOrEqual(24);
    for (let column = x; column < x + width; column += 1)
      for (let row = y; row < y + height; row += 1) {
        expect(taken).not.toContain(`${column} ${row}`);
        taken.add(`${column} ${row}`);
      }
  }
});

test('every metric exists, with the dimensions that find it', () => {
  const shown = metricsShown();
  const ours = shown.filter(([namespace]) => namespace === metricNamespace);
  for (const [, name, ...dimensions] of ours) {
    expect(Object.values(metricNames)).toContain(name);
    expect(pairs(dimensions)).toEqual(metricDimensions(stage));
  }
  const others = shown.filter(([namespace]) => namespace !== metricNamespace);
  for (const [namespace = '', name, ...dimensions] of others) {
    expect(known[namespace]?.metrics).toContain(name);
    const [[dimension, value] = []] = Object.entries(pairs(dimensions));
    expect(dimension).toBe(known[namespace]?.dimension);
    expect(template.Resources[value?.replace(/\..*/, '') ?? '']?.Type).toBe(known[namespace]?.type);
  }
});

test('every metric that the functions publish is shown', () => {
  const shown = new Set(metricsShown().map(([, name]) => name));
  const search = JSON.stringify(dashboard.widgets).match(/MetricName=\\+"(\w+)/)?.[1];
  expect(search).toBe(metricNames.pushFailedByKind);
  for (const name of Object.values(metricNames))
    if (name !== metricNames.pushFailedByKind) expect(shown).toContain(name);
});

/** Source: each service's page about its CloudWatch metrics. */
const known: Record<string, { metrics: string[]; dimension: string; type: string }> = {
  'AWS/SQS': {
    metrics: ['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible'],
    dimension: 'QueueName',
    type: 'AWS::SQS::Queue',
  },
  'AWS/Lambda': {
    metrics: ['Errors', 'Throttles', 'ConcurrentExecutions'],
    dimension: 'FunctionName',
    type: 'AWS::Lambda::Function',
  },
  'AWS/ApiGateway': {
    metrics: ['Count', '4xx', '5xx'],
    dimension: 'ApiId',
    type: 'AWS::ApiGatewayV2::Api',
  },
};

/**
 * Namespace, name and dimensions of every metric. "." stands for the same value as in the metric before, and "..." for
 * all of its values except as many as follow.
 */
function metricsShown(): string[][] {
  return dashboard.widgets.flatMap((widget) => {
    if (widget.type !== 'metric') return [];
    let before: string[] = [];
    return widget.properties.metrics.flatMap((entry) => {
      const texts = entry.filter((part) => typeof part === 'string');
      if (texts.length === 0) return [];
      const rest = texts.slice(1);
      before =
        texts[0] === '...'
          ? [...before.slice(0, before.length - rest.length), ...rest]
          : texts.map((text, index) => (text === '.' ? (before[index] ?? text) : text));
      return [before];
    });
  });
}

function pairs(dimensions: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    dimensions.flatMap((name, index) => (index % 2 === 0 ? [[name, dimensions[index + 1] ?? '']] : [])),
  );
}
