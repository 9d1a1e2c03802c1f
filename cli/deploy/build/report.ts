import { relative } from 'node:path';
import type { Bundle } from './bundle.ts';
import { root } from './functions.ts';

/** One line per bundle: its size, its archive's path, and the archive's hash. */
export function describeBundles(bundles: readonly Bundle[]): string {
  return bundles
    .map(({ name, bytes, zipBytes, sha256, archive }) => {
      const sizes = `${bytes.toLocaleString('en')} bytes, zipped ${zipBytes.toLocaleString('en')}`;
      return `${name.padEnd(13)} ${sizes.padEnd(42)} ${relative(root, archive)}  sha256 ${sha256.slice(0, 12)}`;
    })
    .join('\n');
}
