import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import type { Plugin } from 'esbuild';
import { root } from './functions.ts';

/** Code that is loaded later: its source, and the source that `import()`s it. */
export interface Later {
  entry: string;
  importer: string;
}

/**
 * An esbuild plugin that leaves what our own sources `import()` in separate files beside the bundle, and reports each.
 * In a single file, esbuild could not tree-shake what both use, and a cold start would read it. Code loaded later
 * shares no module with the bundle, so their classes differ. esbuild asks only about the paths in an `import()`: asking
 * about every import takes an eighth of the build.
 */
export function loadedLater(found: (later: Later) => void): Plugin {
  return {
    name: 'loaded-later',
    setup(build) {
      const paths = importedLater().map((path) => path.replace(/[^\w/]/g, '\\$&'));
      if (paths.length === 0) return;
      const filter = new RegExp(`^(?:${paths.join('|')})$`);
      build.onResolve({ filter }, ({ kind, path, resolveDir, importer }) => {
        if (kind !== 'dynamic-import' || !resolveDir.startsWith(functions)) return undefined;
        const entry = resolve(resolveDir, path);
        found({ entry, importer });
        return { path: `./${fileOf(entry)}`, external: true };
      });
    },
  };
}

const functions = join(root, 'functions') + sep;

/** The relative paths that the functions' sources `import()`. */
function importedLater(): string[] {
  const sources = readdirSync(functions, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return sources.flatMap((file) =>
    [...readFileSync(join(functions, file), 'utf8').matchAll(/\bimport\(\s*['"](\.\.?\/[^'"]+)['"]/g)].map(
      ([, path = '']) => path,
    ),
  );
}

/** The name of the file made from an entry. */
export function fileOf(entry: string): string {
  return `${basename(entry, '.ts')}.js`;
}
