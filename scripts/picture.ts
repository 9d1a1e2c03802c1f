import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../cli/deploy/build/functions.ts';
import { startBrowser } from '../test/support/chromium/browser.ts';

/**
 * `npm run picture`: makes the README's picture of the fleet page from the one that `npm start` serves, once it has
 * pushed and its trouble is there: what is shown is what the product says.
 */
const file = join(root, 'docs/images/fleet.png');
const program = spawn(process.execPath, [join(root, 'local/main.ts'), '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await startBrowser();
try {
  const api = await apiUrl();
  await untilPushed(api);
  const { page } = await browser.page({ width: 1000 });
  await page.goto(`${api}/fleet`);
  await page.screenshot({ path: file, fullPage: true });
  console.log(`Made ${file}. Look at it.`);
} finally {
  program.kill();
  await browser.stop();
}

function apiUrl(): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  // Read to its end: a program whose output nobody takes ends.
  program.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const [, url] = /^API (\S+)$/m.exec(text) ?? [];
    if (url !== undefined) resolve(url);
  });
  program.once('close', () => reject(new Error(`npm start ended:\n${text}`)));
  return promise;
}

/** Until every cluster has been pushed to, and one of them is in trouble. */
async function untilPushed(api: string): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    const { phases } = (await (await fetch(`${api}/fleet`)).json()) as { phases: Record<string, number> };
    if (phases['Pending'] === 0 && (phases['Degraded'] ?? 0) > 0) return;
    await delay(500);
  }
  throw new Error('No cluster was in trouble within two minutes.');
}
