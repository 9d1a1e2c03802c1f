import { relative } from 'node:path';
import { bundle } from './build/bundle.ts';
import { buildFolder, functionNames, handlerOf, root } from './build/functions.ts';

/** `npm run build`: bundles every function into .build/, and prints what each weighs. */
const bundles = await Promise.all(functionNames.map((name) => bundle(name, handlerOf(name), buildFolder)));

for (const { name, bytes, zipBytes, sha256, archive } of bundles) {
  const sizes = `${bytes.toLocaleString('en')} bytes, zipped ${zipBytes.toLocaleString('en')}`;
  console.log(
    `${name.padEnd(13)} ${sizes.padEnd(42)} ${relative(root, archive)}  sha256 ${sha256.slice(0, 12)}`,
  );
}
