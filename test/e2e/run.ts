import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFunctions } from '../../cli/deploy/buildFunctions.ts';
import { requireChromium } from '../support/chromium/programs.ts';
import { requireRegistryPrograms } from '../support/registry/programs.ts';
import { requireTmux } from '../support/tmux/requireTmux.ts';
import { runFolderVariable } from '../support/tools/runFolder.ts';
import { tools } from '../support/tools/tools.ts';

/**
 * `npm run test:e2e`: prepares everything that the end-to-end tests need, building what it can into the cache and
 * saying how to install the rest. Then runs them four files at a time: each has its own AWS and cluster, and mostly
 * waits. Arguments go to jest.
 */
const root = join(import.meta.dirname, '../..');

const needs: Record<string, () => Promise<unknown>> = {
  'docker-registry, skopeo and htpasswd': () => requireRegistryPrograms(),
  Chromium: () => requireChromium(),
  tmux: () => requireTmux(),
  // Otherwise the first four deployments would all build them.
  'the bundled functions': () => buildFunctions(),
  ...Object.fromEntries(
    tools.filter(({ neededBy }) => neededBy.includes('test:e2e')).map(({ name, make }) => [name, make]),
  ),
};

process.exitCode = (await prepare()) ? await run(process.argv.slice(2)) : 1;

/** Tries everything, so that everything missing is reported at once. */
async function prepare(): Promise<boolean> {
  let ready = true;
  for (const [what, get] of Object.entries(needs)) {
    try {
      await get();
    } catch (error) {
      ready = false;
      console.error(
        `The end-to-end tests need ${what}.\n${error instanceof Error ? error.message : error}\n`,
      );
    }
  }
  return ready;
}

/** Runs jest with a folder for what several files need, and returns its exit code. */
async function run(args: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-e2e-'));
  try {
    return await jest(args, { ...process.env, [runFolderVariable]: folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The exit code of jest. Ctrl-C reaches jest directly, since it is in the terminal's foreground group; a signal sent
 * only to this process is passed on. In both cases this process waits for it to end.
 */
function jest(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const flags = [
    '--min-semi-space-size=64',
    '--max-semi-space-size=64',
    '--experimental-vm-modules',
    '--no-warnings',
    join(root, 'node_modules/jest/bin/jest.js'),
  ];
  const options = ['--selectProjects', 'e2e', '--maxWorkers=4', ...args];
  const child = spawn(process.execPath, [...flags, ...options], { cwd: root, env, stdio: 'inherit' });
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
