import type { Page } from 'puppeteer-core';
import { channels } from '../widget/contrast.ts';
import type { Browser } from './browser.ts';
import { callInPage } from './measure.ts';

export interface Pixels {
  width: number;
  height: number;
  /** Share of the picture, 0 to 1, with this colour, within 6 of 255 in each channel. */
  shareOf(colour: string): number;
}

/** A screenshot of the whole page, decoded by the browser itself. */
export async function pixelsOf(page: Page, browser: Browser): Promise<Pixels> {
  const picture = await page.screenshot({ fullPage: true, encoding: 'base64' });
  const { page: decoder } = await browser.page();
  try {
    const { width, height, colours } = await callInPage<{
      width: number;
      height: number;
      /** Red, green and blue as one number, and how many pixels have that colour. */
      colours: [number, number][];
    }>(decoder, 'pixels', picture);
    return {
      width,
      height,
      shareOf(colour) {
        const wanted = channels(colour);
        const isNear = (key: number) =>
          [key >> 16, (key >> 8) & 255, key & 255].every(
            (channel, index) => Math.abs(channel - (wanted[index] ?? 0)) <= 6,
          );
        const near = colours.filter(([key]) => isNear(key));
        return near.reduce((sum, [, count]) => sum + count, 0) / (width * height);
      },
    };
  } finally {
    await decoder.close();
  }
}
