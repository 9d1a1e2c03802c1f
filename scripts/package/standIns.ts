import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Plugin } from 'esbuild';
import type { Bundle } from '../../cli/deploy/build/bundle.ts';
import { root } from '../../cli/deploy/build/functions.ts';
import { version } from '../../cli/program/version.ts';

/** Modules that need the repository, and the modules of cli/package that replace them. */
const replaced: Readonly<Record<string, string>> = {
  'cli/program/compileCache.ts': 'cli/package/compileCache.ts',
  'cli/smoke/canary/archive.ts': 'cli/package/canaryArchive.ts',
};

/** Paths in modules that differ in the package: there, all these modules are one file in dist/. */
const paths: Readonly<Record<string, readonly [here: string, inPackage: string]>> = {
  'cli/deploy/build/functions.ts': ["'../../..'", "'..'"],
  'cli/deploy/osls.ts': ["'node_modules/serverless/bin/serverless.js'", "'dist/osls.cjs'"],
  'shared/clusters/store/tableDefinition.ts': ["'../../../infra/table.yml'", "'../infra/table.yml'"],
};

/**
 * An esbuild plugin that replaces what needs the repository by what is known at build time.
 *
 * @param built the functions that the package deploys
 */
export function standIns(built: readonly Bundle[]): Plugin {
  const deployed = built.map(({ archive, folder: _, metafile: __, ...bundle }) => ({
    ...bundle,
    archive: relative(root, archive),
  }));
  const known: Readonly<Record<string, string>> = {
    'cli/program/version.ts': `export const version = ${JSON.stringify(version)};`,
    'cli/deploy/buildFunctions.ts': `
import { join } from 'node:path';
import { root } from './build/functions.ts';
const built = ${JSON.stringify(deployed)};
export const buildFunctions = async () => built.map((one) => ({ ...one, archive: join(root, one.archive) }));`,
  };
  return {
    name: 'stand-ins',
    setup(build) {
      const names = [replaced, paths, known].flatMap(Object.keys).map((name) => join(root, name));
      const filter = new RegExp(`^(?:${names.map((name) => name.replace(/[^\w/]/g, '\\$&')).join('|')})$`);
      build.onLoad({ filter }, async ({ path }) => {
        const name = relative(root, path);
        const standIn = replaced[name];
        if (standIn !== undefined)
          return { contents: `export * from ${JSON.stringify(join(root, standIn))};`, resolveDir: root };
        const [here, inPackage] = paths[name] ?? [];
        if (here === undefined || inPackage === undefined)
          return { contents: known[name] ?? '', resolveDir: dirname(path) };
        const source = await readFile(path, 'utf8');
        if (!source.includes(here))
          throw new Error(`${name} has no path ${here}, which scripts/package/standIns.ts replaces.`);
        return { contents: source.replace(here, inPackage), loader: 'ts', resolveDir: dirname(path) };
      });
    },
  };
}
