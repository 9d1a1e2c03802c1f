import { type BuildOptions, build, formatMessages, type Metafile } from 'esbuild';
import { root } from '../../cli/deploy/build/functions.ts';

/**
 * Bundles a program of the package into one CommonJS file, for the oldest Node that the package runs on.
 *
 * @param own what only this program needs
 * @throws Error for a warning of the bundler
 */
export async function bundleFile(
  entry: string,
  outfile: string,
  own: Pick<BuildOptions, 'define' | 'external' | 'keepNames' | 'plugins'>,
): Promise<Metafile> {
  const { warnings, metafile } = await build({
    entryPoints: [entry],
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
    metafile: true,
    logLevel: 'silent',
    absWorkingDir: root,
    // Names of files stand in the bundle: those in the project, wherever its packages lie.
    preserveSymlinks: true,
    ...own,
  });
  if (warnings.length > 0) throw new Error((await formatMessages(warnings, { kind: 'warning' })).join('\n'));
  return metafile;
}
