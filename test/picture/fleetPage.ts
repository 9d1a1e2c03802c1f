import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from '../support/chromium/browser.ts';

/** The fleet page once every cluster has been pushed, with one in trouble. */
export async function pictureOfFleet(browser: Browser, url: string, file: string): Promise<void> {
  await untilPushed(url);
  const { page } = await browser.page({ width: 1000 });
  await page.goto(`${url}/fleet`);
  await page.screenshot({ path: file, fullPage: true });
}

async function untilPushed(url: string): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    const { phases } = (await (await fetch(`${url}/fleet`)).json()) as { phases: Record<string, number> };
    if (phases['Pending'] === 0 && (phases['Degraded'] ?? 0) > 0) return;
    await delay(500);
  }
  throw new Error('No cluster was in trouble within two minutes.');
}
