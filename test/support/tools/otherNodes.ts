import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached } from './cache.ts';
import { npmCommand } from './npm.ts';

const run = promisify(execFile);

/** The oldest supported Node, and one that could not parse `import()` yet. */
const versions = { oldest: '22.19.0', ancient: '8.17.0' } as const;

/** Other versions of Node than the pinned one. npm installs them on first use. */
export async function otherNodes(): Promise<Record<keyof typeof versions, string>> {
  const packages = Object.entries(versions).map(
    ([name, version]) => `node-${name}@npm:node-linux-${process.arch}@${version}`,
  );
  const folder = await cached('other-nodes', packages, async (empty) => {
    const [npm, ...args] = npmCommand();
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--no-package-lock'];
    await run(npm, [...args, 'install', '--prefix', empty, ...options, ...packages], { cwd: empty });
  });
  const program = (name: string) => join(folder, 'node_modules', `node-${name}`, 'bin/node');
  return { oldest: program('oldest'), ancient: program('ancient') };
}
