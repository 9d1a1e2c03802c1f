/**
 * What the CloudWatch console sends; shape and example values from
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
 */
export function aWidgetEvent(parameters: object = {}, context: object = {}): Record<string, unknown> {
  return {
    ...parameters,
    widgetContext: {
      dashboardName: 'pullpass-dev',
      widgetId: 'widget-1',
      accountId: '123456789012',
      locale: 'en',
      timezone: { label: 'UTC', offsetISO: '+00:00', offsetInMinutes: 0 },
      period: 300,
      isAutoPeriod: true,
      timeRange: { mode: 'relative', start: 1627236199729, end: 1627322599729, relativeStart: 86400012 },
      theme: 'light',
      linkCharts: true,
      title: 'The fleet',
      forms: { all: {} },
      params: {},
      width: 588,
      height: 369,
      ...context,
    },
  };
}
