import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives `act` a folder with a copy of these parts of a service, to run osls in, and removes it afterwards.
 * osls works in `.serverless` beside serverless.yml and takes no other place: two at once in one folder,
 * such as deployments of two stages, would take each other's work away.
 */
export async function withServiceFolder<T>(
  from: string,
  parts: readonly string[],
  act: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-service-'));
  try {
    for (const part of parts) await cp(join(from, part), join(folder, part), { recursive: true });
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
