import { join, relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { inventory } from '../../cli/costs/inventory.ts';
import { root } from '../../cli/deploy/build/functions.ts';
import { version } from '../../cli/program/version.ts';

/** Modules that need the repository, and those of cli/package in their place. */
const replaced: Readonly<Record<string, string>> = {
  'cli/actions/deploy.ts': 'cli/package/deploy.ts',
  'cli/smoke/canary/archive.ts': 'cli/package/canaryArchive.ts',
};

/** An esbuild plugin that leaves out of the package what needs the repository, and puts what is known now in its place. */
export async function standIns(): Promise<Plugin> {
  const known: Readonly<Record<string, string>> = {
    'cli/program/version.ts': `export const version = ${JSON.stringify(version)};`,
    'cli/costs/inventory.ts': `export const inventory = async () => (${JSON.stringify(await inventory())});`,
  };
  return {
    name: 'stand-ins',
    setup(build) {
      const sources = new RegExp(`^${root.replace(/[^\w/]/g, '\\$&')}/cli/.*\\.ts$`);
      build.onLoad({ filter: sources }, ({ path }) => {
        const name = relative(root, path);
        const standIn = replaced[name];
        if (standIn !== undefined)
          return { contents: `export * from ${JSON.stringify(join(root, standIn))};`, resolveDir: root };
        const contents = known[name];
        return contents === undefined ? undefined : { contents };
      });
    },
  };
}
