import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { root } from '../../cli/deploy/build/functions.ts';

/** A package with parts in a bundle. */
export interface Bundled {
  name: string;
  version: string;
  /** An SPDX expression. */
  license: string;
  /** As in its package.json. */
  author: string;
  /** Where it is installed in the project. */
  folder: string;
}

/** Licences that only require to be passed on with the code, which THIRD-PARTY-LICENSES.txt does. */
const allowed = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
];

/**
 * The packages with parts in these bundles, by name and version.
 *
 * @throws for a package whose licence requires more than that
 */
export async function bundledIn(metafiles: readonly Pick<Metafile, 'outputs'>[]): Promise<Bundled[]> {
  const folders = new Set<string>();
  for (const { outputs } of metafiles)
    for (const { inputs } of Object.values(outputs))
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
        const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
        if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
      }
  const installed = await Promise.all([...folders].map(describe));
  const named = new Map(installed.map((one) => [`${one.name} ${one.version}`, one]));
  const bundled = [...named.keys()].sort().flatMap((name) => named.get(name) ?? []);
  for (const { name, version, license } of bundled)
    if (
      !license
        .replace(/[()]/g, '')
        .split(/ (?:AND|OR) /)
        .every((one) => allowed.includes(one))
    )
      throw new Error(
        `${name} ${version} has the licence ${license}, which scripts/package/bundled.ts does not allow.`,
      );
  return bundled;
}

async function describe(folder: string): Promise<Bundled> {
  const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
    author?: string | { name: string };
  };
  const { name, version, license = 'UNKNOWN', author = `the authors of ${name}` } = manifest;
  return { name, version, license, author: typeof author === 'string' ? author : author.name, folder };
}
