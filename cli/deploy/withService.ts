import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildFolder, functionNames, root } from './build/functions.ts';

const parts = [
  'serverless.yml',
  'infra',
  ...functionNames.map((name) => join(relative(root, buildFolder), `${name}.zip`)),
];

/**
 * Calls `act` with a copy of the service as it is now, to run osls in, and removes it afterwards. The functions must be
 * built. osls always works in `.serverless` beside serverless.yml, so two runs in one folder, such as deployments of
 * two stages, would destroy each other's work.
 */
export async function withService<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-service-'));
  try {
    for (const part of parts) await cp(join(root, part), join(folder, part), { recursive: true });
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
