import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ran, run } from '../programs/run.ts';
import { writeImage } from './image.ts';

/** A registry client, with the smallest possible image to push. */
export interface Skopeo {
  /** Pulls `host/name:tag` with the given docker config, or without one. */
  pull(reference: string, dockerConfig?: string): Promise<Ran>;
  /** Pushes the image as `host/name:tag`. */
  push(reference: string, dockerConfig?: string): Promise<Ran>;
  stop(): Promise<void>;
}

/** Without TLS: the tests' registries are on loopback. */
export async function startSkopeo(): Promise<Skopeo> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-skopeo-'));
  await writeImage(join(folder, 'image'));

  async function copy(side: 'src' | 'dest', dockerConfig: string | undefined, paths: string[]): Promise<Ran> {
    const authFile = join(folder, `${randomUUID()}.json`);
    await writeFile(authFile, dockerConfig ?? '{}', { mode: 0o600 });
    const credentials =
      dockerConfig === undefined ? [`--${side}-no-creds`] : [`--${side}-authfile`, authFile];
    const flags = ['--insecure-policy', 'copy', `--${side}-tls-verify=false`, ...credentials];
    return run('skopeo', [...flags, ...paths]);
  }

  return {
    pull: (reference, config) =>
      copy('src', config, [`docker://${reference}`, `dir:${join(folder, randomUUID())}`]),
    push: (reference, config) =>
      copy('dest', config, [`oci:${join(folder, 'image')}`, `docker://${reference}`]),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}
