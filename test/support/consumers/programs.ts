import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../tools/cache.ts';
import { goBuild } from '../tools/goBuild.ts';

/** One Go module for consumers whose published modules agree on their versions. */
const modules = {
  kubelet: { packages: ['.'], tags: [] },
  // Without parts that need C: signatures, and storage of layers.
  clients: {
    packages: ['./docker', './crane', './skopeo', './helm', './helmlogin'],
    tags: ['containers_image_openpgp', 'exclude_graphdriver_btrfs', 'exclude_graphdriver_devicemapper'],
  },
  argocd: { packages: ['.'], tags: [] },
} as const;

export type ConsumerModule = keyof typeof modules;

export const consumerModules = Object.keys(modules) as ConsumerModule[];

/**
 * The folder with a module's programs, built once into this user's cache (a minute or two each).
 *
 * @throws an Error that says what to install if there is no Go
 */
export async function consumerPrograms(module: ConsumerModule): Promise<string> {
  const here = join(import.meta.dirname, module);
  const sources: string[] = [];
  for await (const source of glob('**/*.{go,mod,sum,s}', { cwd: here })) sources.push(source);
  const inputs = await Promise.all(sources.sort().map((source) => readFile(join(here, source))));
  return cached(`consumers-${module}`, inputs, async (folder) => {
    process.stderr.write(`Building the consumers’ own code (${module}), once; this takes some minutes.\n`);
    await goBuild(folder, { module: here, ...modules[module], neededFor: 'The consumers’ own code is' });
  });
}
