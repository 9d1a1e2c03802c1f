import { rename, writeFile } from 'node:fs/promises';

/** In one step, so that whoever reads it meanwhile (tests run beside builds) sees the old or the new one, whole. */
export async function replaceFile(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, content);
  await rename(temporary, path);
}
