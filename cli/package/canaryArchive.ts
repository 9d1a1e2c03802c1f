import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Replaces cli/smoke/canary/archive.ts in the package: the archive is beside the program's file. */
export async function canaryArchive(): Promise<Uint8Array> {
  return await readFile(join(import.meta.dirname, 'canary.zip'));
}
