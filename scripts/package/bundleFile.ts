import { type BuildOptions, build, formatMessages, type Metafile } from 'esbuild';
import { root } from '../../cli/deploy/build/functions.ts';

/**
 * Bundles a program of the package into one CommonJS file, for the oldest Node that can run the package.
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
    // cli/bin/pullpass.js requires the same version.
    target: 'node22.19',
    format: 'cjs',
    // The ESM builds of packages, because only those can be tree-shaken.
    mainFields: ['module', 'main'],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
    absWorkingDir: root,
    // The bundle contains names of files: use those in the project, wherever its packages are.
    preserveSymlinks: true,
    ...own,
  });
  if (warnings.length > 0) throw new Error((await formatMessages(warnings, { kind: 'warning' })).join('\n'));
  return metafile;
}
