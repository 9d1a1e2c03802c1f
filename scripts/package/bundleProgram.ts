import { join } from 'node:path';
import { build, formatMessages, type Metafile } from 'esbuild';
import type { Bundle } from '../../cli/deploy/build/bundle.ts';
import { root } from '../../cli/deploy/build/functions.ts';
import { leaveOutUnused } from '../../cli/deploy/build/leaveOutUnused.ts';
import { trimKubernetesClient } from '../../cli/deploy/build/trimKubernetesClient.ts';
import { standIns } from './standIns.ts';

/**
 * Bundles the program into one CommonJS file. What a command `import()`s stays in the file, and is run when the command
 * is. Names are kept, so that the stack traces of --debug can be read. A warning of the bundler is an error.
 *
 * @param functions those that it deploys
 */
export async function bundleProgram(outfile: string, functions: readonly Bundle[]): Promise<Metafile> {
  const { warnings, metafile } = await build({
    entryPoints: [join(root, 'cli/package/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    // cli/bin/pullpass.js asks for no less.
    target: 'node22.19',
    format: 'cjs',
    // The ESM builds of packages, because only those can be shaken.
    mainFields: ['module', 'main'],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    // CommonJS has no import.meta.
    define: { 'import.meta.dirname': '__dirname' },
    metafile: true,
    logLevel: 'silent',
    absWorkingDir: root,
    // Names of files stand in the bundle: those in the project, wherever its packages lie.
    preserveSymlinks: true,
    plugins: [standIns(functions), leaveOutUnused(), trimKubernetesClient(['shared', 'cli'])],
  });
  if (warnings.length > 0) throw new Error((await formatMessages(warnings, { kind: 'warning' })).join('\n'));
  return metafile;
}
