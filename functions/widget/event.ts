import * as z from 'zod';
import { phases } from '../../shared/clusters/record.ts';
import { dnsLabel } from '../../shared/validation/names.ts';
import type { Ask } from './ask.ts';
import type { Dress } from './render/dress.ts';

/** Anything else counts as empty: whatever was typed must not break the page. */
const text = (longest: number) => z.string().trim().max(longest).catch('');

const parameters = z.object({
  search: text(63).transform((search) => search.toLowerCase()),
  phase: z.enum(phases).optional().catch(undefined),
  cursor: text(8_000).transform((cursor) => cursor || undefined),
  cluster: dnsLabel.optional().catch(undefined),
});

/** Reads the request from any parameters: a widget's, a click's, a form's or a query's. */
export function askOf(given: unknown): Ask {
  return parameters.parse(fields(given));
}

/**
 * What the CloudWatch console sends. The parameters of the widget, or of the click, are at the top level; every call
 * has the values of the fields in `widgetContext.forms.all`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
 */
const widgetEvent = z.looseObject({
  describe: z.unknown().optional(),
  /** Set by our own button beside the fields. */
  form: z.boolean().catch(false),
  widgetContext: z
    .object({
      theme: z.enum(['light', 'dark']).catch('light'),
      timezone: z.object({ offsetISO: z.string().catch('+00:00') }).catch({ offsetISO: '+00:00' }),
      forms: z.object({ all: z.record(z.string(), z.unknown()).catch({}) }).catch({ all: {} }),
    })
    .catch({ theme: 'light', timezone: { offsetISO: '+00:00' }, forms: { all: {} } }),
});

export interface WidgetAsk {
  /** Only the documentation is requested. */
  describe: boolean;
  ask: Ask;
  theme: Dress['theme'];
  /** The dashboard's time zone. */
  offset: string;
}

/** Reads an event. Never throws, since a dashboard's parameters are typed by hand. */
export function readEvent(event: unknown): WidgetAsk {
  const { describe, form, widgetContext, ...top } = widgetEvent.parse(fields(event));
  return {
    describe: Boolean(describe),
    ask: askOf(form ? widgetContext.forms.all : top),
    theme: widgetContext.theme,
    offset: widgetContext.timezone.offsetISO,
  };
}

/** The fields of any value; empty if it has none. */
function fields(value: unknown): Record<string, unknown> {
  return { ...(value as object) };
}
