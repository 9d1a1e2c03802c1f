import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * A TypeScript program as one CommonJS file, so that the measurement excludes Node's own TypeScript support, whose
 * memory and start-up time no deployed function pays.
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
