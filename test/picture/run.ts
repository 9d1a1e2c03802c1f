import { join } from 'node:path';
import { root } from '../../cli/deploy/build/functions.ts';
import { startBrowser } from '../support/chromium/browser.ts';
import { pictureOfFleet } from './fleetPage.ts';
import { serve } from './serve.ts';
import { pictureOfBootstrap } from './terminal.ts';

/**
 * `npm run picture`: makes the README's pictures from the running program, so that they show what the product really
 * says.
 */
const pictures = { 'fleet.png': pictureOfFleet, 'bootstrap.png': pictureOfBootstrap };
const served = await serve();
const browser = await startBrowser();
try {
  for (const [name, make] of Object.entries(pictures)) {
    const file = join(root, 'docs/images', name);
    await make(browser, served.url, file);
    console.log(`Made ${file}. Look at it.`);
  }
} finally {
  served.stop();
  await browser.stop();
}
