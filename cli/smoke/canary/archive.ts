import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../deploy/build/bundle.ts';

/** The canary's code for Lambda: a zip archive with handler.js. */
export async function canaryArchive(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-canary-'));
  try {
    const { archive } = await bundle('canary', join(import.meta.dirname, 'handler.ts'), folder);
    return await readFile(archive);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
