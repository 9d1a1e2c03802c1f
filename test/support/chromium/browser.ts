import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, type Page } from 'puppeteer-core';
import { requireChromium } from './programs.ts';

export interface Browser {
  /** A page that records what goes wrong in it. */
  page(size?: { width: number; height?: number; dark?: boolean }): Promise<WatchedPage>;
  stop(): Promise<void>;
}

export interface WatchedPage {
  page: Page;
  /** Errors and warnings in its console, failed requests, and dialogs, which none of our scripts opens. */
  complaints: string[];
}

/** A headless Chromium that can only reach this machine. Its profile is in a folder that is deleted with it. */
export async function startBrowser(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'pullpass-chromium-'));
  const browser = await launch({
    executablePath: await requireChromium(),
    headless: true,
    userDataDir: profile,
    args: [
      // As root, the usual user in a container, Chromium refuses to use a sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      '--force-color-profile=srgb',
      '--hide-scrollbars',
    ],
  });
  return {
    async page({ width, height = 800, dark = false } = { width: 1000 }) {
      const page = await browser.newPage();
      await page.setViewport({ width, height });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warn'].includes(message.type())) complaints.push(`console: ${message.text()}`);
      });
      page.on('pageerror', (error) => complaints.push(`error: ${String(error)}`));
      page.on('requestfailed', (request) => complaints.push(`request: ${request.url()}`));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      return { page, complaints };
    },
    async stop() {
      await browser.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
