import * as z from 'zod';
import { phases } from '../../shared/clusters/record.ts';
import { dnsLabel } from '../../shared/validation/names.ts';
import type { Ask } from './ask.ts';
import type { Dress } from './render/dress.ts';

/** Anything else counts as empty: what was typed is searched for, and nothing else goes wrong. */
const text = (longest: number) => z.string().trim().max(longest).catch('');

const parameters = z.object({
  search: text(63).transform((search) => search.toLowerCase()),
  phase: z.enum(phases).optional().catch(undefined),
  cursor: text(8_000).transform((cursor) => cursor || undefined),
  cluster: dnsLabel.optional().catch(undefined),
});

/** What parameters of any origin ask: of a widget, of a click, of a form or of a query. */
export function askOf(given: unknown): Ask {
  const { search, phase, cursor, cluster } = parameters.parse(fields(given));
  return {
    search,
    ...(phase !== undefined && { phase }),
    ...(cursor !== undefined && { cursor }),
    ...(cluster !== undefined && { cluster }),
  };
}

/**
 * What the CloudWatch console sends. The parameters of the widget, or of the click that called, stand at the top;
 * `widgetContext.forms.all` has what stands in the fields, with every call.
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
  /** Documentation is wanted, and nothing else. */
  describe: boolean;
  ask: Ask;
  theme: Dress['theme'];
  /** Of the zone in which the dashboard tells times. */
  offset: string;
}

/** Reads an event; never throws, for a dashboard's parameters are typed by hand. */
export function readEvent(event: unknown): WidgetAsk {
  const { describe, form, widgetContext, ...top } = widgetEvent.parse(fields(event));
  return {
    describe: Boolean(describe),
    ask: askOf(form ? widgetContext.forms.all : top),
    theme: widgetContext.theme,
    offset: widgetContext.timezone.offsetISO,
  };
}

/** The fields of a value that may be none that has any. */
function fields(value: unknown): Record<string, unknown> {
  return { ...(value as object) };
}
