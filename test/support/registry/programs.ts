import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The programs of a real registry and its client. */
const registryPrograms = ['docker-registry', 'skopeo', 'htpasswd'] as const;

/** Checks that all of them are on the PATH. @throws an Error that says how to install what is missing */
export async function requireRegistryPrograms(path = process.env['PATH'] ?? ''): Promise<void> {
  const found = await Promise.all(registryPrograms.map((program) => isOn(path, program)));
  const missing = registryPrograms.filter((_, index) => !found[index]);
  if (missing.length === 0) return;
  throw new Error(
    `The end-to-end tests pull from a real registry, and there is no ${missing.join(' and no ')} on the PATH. ` +
      'Install them:\n  apt-get install -y docker-registry skopeo apache2-utils',
  );
}

async function isOn(path: string, program: string): Promise<boolean> {
  const tried = path.split(delimiter).map((folder) =>
    access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(tried)).includes(true);
}
