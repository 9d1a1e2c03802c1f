import type { Ask } from '../ask.ts';
import type { Links } from './dress.ts';
import { html, type Markup } from './html.ts';

/**
 * Clicks in the CloudWatch console. A `cwdb-action` says what a click on the element before it calls, with JSON that
 * becomes the event. Every call also sends the widget's fields, so `form` says whether they count.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_interactivity.html
 *
 * @param endpoint ARN of the function to call: its own
 */
export function actionLinks(endpoint: string, docs?: string): Links {
  const call = (parameters: object): Markup =>
    html`<cwdb-action action="call" display="widget" endpoint="${endpoint}">${JSON.stringify(parameters)}</cwdb-action>`;
  return {
    docs,
    to(ask: Ask, text, { button = false, current = false, label } = {}) {
      const shown = html`<a class="${button ? 'pp-button' : 'pp-link'}" role="button" tabindex="0"${current && html` aria-current="true"`}${label !== undefined && html` aria-label="${label}"`}>${text}</a>`;
      const { search, phase = '', cursor = '', cluster = '' } = ask;
      return html`${shown}${call({ search, phase, cursor, cluster })}`;
    },
    form: (fields, button) =>
      html`<div class="pp-form"><form>${fields}</form><a class="pp-button" role="button" tabindex="0">${button}</a>${call({ form: true })}</div>`,
  };
}
