import { type Bundle, bundleAll } from './build/bundle.ts';
import { buildFolder, functionNames, handlerOf } from './build/functions.ts';
import { builtBefore, keepBuild } from './build/keepBuild.ts';

/**
 * Bundles every function into .build/, where serverless.yml expects the archives; keeps an earlier build of the same
 * sources.
 */
export async function buildFunctions(): Promise<Bundle[]> {
  const before = await builtBefore();
  if (before !== undefined) return before;
  const began = Date.now();
  const bundles = await bundleAll(
    Object.fromEntries(functionNames.map((name) => [name, handlerOf(name)])),
    buildFolder,
  );
  await keepBuild(bundles, began);
  return bundles;
}
