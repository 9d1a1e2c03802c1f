import type { Page } from 'puppeteer-core';
import { callInPage } from './measure.ts';

/**
 * Emulates the CloudWatch console for a custom widget, as far as AWS documents it. Shows the function's answer among
 * other things on one page, and calls it with the JSON of the `cwdb-action` after the clicked element, with all fields
 * under widgetContext.forms.all. It removes nothing from the HTML, so that a test sees what the console would have to
 * remove. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_interactivity.html
 */
export async function showInConsole(
  page: Page,
  invoke: (event: Record<string, unknown>) => Promise<string>,
  { theme, width }: { theme: 'light' | 'dark'; width: number },
): Promise<void> {
  await page.exposeFunction('invokeWidget', invoke);
  await page.setContent(
    `<!doctype html><body style="margin:0"><table id="neighbour"><tbody><tr><td>of another widget</td></tr></tbody></table><div id="widget" style="width:${width}px"></div></body>`,
  );
  await callInPage(page, 'asConsole', { theme, width, timezone: { offsetISO: '+00:00' } });
}

/** Clicks the element before an action, and waits until the widget shows the answer. */
export async function clickInConsole(page: Page, selector: string): Promise<void> {
  await page.click(selector);
  await page.waitForFunction("document.getElementById('widget').dataset.busy === undefined");
}
