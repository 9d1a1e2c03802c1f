import { relative } from 'node:path';
import { root } from './build/functions.ts';
import { buildFunctions } from './packageService.ts';

/** `npm run build`: bundles every function into .build/, and prints what each weighs. */
for (const { name, bytes, zipBytes, sha256, archive } of await buildFunctions()) {
  const sizes = `${bytes.toLocaleString('en')} bytes, zipped ${zipBytes.toLocaleString('en')}`;
  console.log(
    `${name.padEnd(13)} ${sizes.padEnd(42)} ${relative(root, archive)}  sha256 ${sha256.slice(0, 12)}`,
  );
}
