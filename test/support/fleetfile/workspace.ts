import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for fleet files and the kubeconfigs beside them. */
export interface Workspace {
  folder: string;
  /** Writes a file, and returns its path. */
  write(name: string, text: string): Promise<string>;
  path(name: string): string;
  remove(name: string): Promise<void>;
  clear(): Promise<void>;
}

export async function workspace(): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-fleet-'));
  const path = (name: string) => join(folder, name);
  return {
    folder,
    path,
    async write(name, text) {
      await writeFile(path(name), text);
      return path(name);
    },
    remove: (name) => rm(path(name)),
    clear: () => rm(folder, { recursive: true, force: true }),
  };
}
