import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * A TypeScript program as one CommonJS file, so that what is measured is not Node's own TypeScript support,
 * which costs memory and start-up time that no deployed function pays.
 */
export async function compile(name: string, entry: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.cjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  return outfile;
}
