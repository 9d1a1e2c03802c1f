import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { OslsJob, OslsRun } from './oslsHost.ts';

// A process that runs osls for one job after another. osls's own modules are new to each; the libraries they use are
// loaded once.

const require = createRequire(import.meta.url);
const osls = dirname(require.resolve('serverless/package.json'));
const start = join(osls, 'scripts/serverless.js');
const own = ['lib', 'scripts', 'commands'].map((folder) => join(osls, folder, '/'));
const environment = { ...process.env };

let output = '';
for (const stream of [process.stdout, process.stderr])
  stream.write = (text: string | Uint8Array) => {
    output += text;
    return true;
  };

process.on('message', ({ args, folder }: OslsJob) => {
  for (const file of Object.keys(require.cache))
    if (own.some((path) => file.startsWith(path))) delete require.cache[file];
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  output = '';
  process.exitCode = undefined;
  process.argv = [process.execPath, start, ...args];
  process.chdir(folder);
  // Without its channel, the process would end once osls is done: that is when its answer is complete.
  process.channel?.unref();
  process.once('beforeExit', () => {
    process.channel?.ref();
    process.removeAllListeners('uncaughtException');
    const run: OslsRun = { code: Number(process.exitCode ?? 0), output };
    process.send?.(run);
  });
  require(start);
});
process.on('disconnect', () => process.exit());
