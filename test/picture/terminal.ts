import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnsiUp } from 'ansi_up';
import { root } from '../../cli/deploy/build/functions.ts';
import { startSimulatedServer } from '../../shared/simulation/server.ts';
import type { Browser } from '../support/chromium/browser.ts';
import { TestCluster } from '../support/simulation/testCluster.ts';
import { startTmux } from '../support/tmux/startTmux.ts';

const columns = 96;
const context = 'prod-eu-1-admin';
const command = [
  'bootstrap',
  'prod-eu-1',
  '--context',
  context,
  '--registry',
  '123456789012/eu-west-1',
  '--namespaces',
  'payments,checkout',
];

/** A terminal in which `pullpass bootstrap` takes a simulated cluster to Healthy, with its real output. */
export async function pictureOfBootstrap(browser: Browser, url: string, file: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-picture-'));
  const tmux = await startTmux();
  const server = await startSimulatedServer();
  try {
    const cluster = new TestCluster({ name: 'prod-eu-1' });
    for (const namespace of ['payments', 'checkout']) cluster.addNamespace(namespace);
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, server.add(cluster).kubeconfig('admin').replaceAll('default', context));
    const environment = {
      PATH: process.env['PATH'],
      HOME: folder,
      KUBECONFIG: kubeconfig,
      PULLPASS_API: url,
    };
    const program = [process.execPath, join(root, 'cli/bin/pullpass.js'), ...command];
    const terminal = await tmux.open(program, environment, { columns, rows: 60 });
    await terminal.shows(/register prod-eu-1\?/);
    await terminal.press('y');
    const { code } = { code: undefined, ...(await terminal.ended()) };
    const drawn = (await terminal.drawn()).trimEnd();
    if (code !== 0) throw new Error(`pullpass ended with ${code}:\n${drawn}`);
    const { page } = await browser.page({ width: 900, height: 100 });
    await page.setContent(asPage(`$ npx pullpass ${command.join(' ')}\n${drawn}`));
    await page.screenshot({ path: file, fullPage: true });
  } finally {
    await tmux.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const asPage = (text: string) => `<!doctype html><style>
  body { margin: 0; background: #16181d; }
  pre { margin: 0; padding: 18px 20px; color: #e6e6e6; font: 14px/1.45 "DejaVu Sans Mono", monospace; white-space: pre-wrap; }
</style><pre>${new AnsiUp().ansi_to_html(text)}</pre>`;
