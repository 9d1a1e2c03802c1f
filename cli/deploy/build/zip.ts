import { zipSync } from 'fflate';

export interface ZipEntry {
  name: string;
  content: Uint8Array;
}

/** The earliest that the format can name, in whatever time zone this is. */
const mtime = new Date(1980, 0, 1);
const unix = 3;
const readableFile = 0o100644 << 16;

/**
 * A zip archive of small files. The same entries give the same bytes on every machine, so that an unchanged function is
 * not deployed again: no clock, no owner, no umask gets in, and it is not compressed by zlib, whose bytes differ between
 * versions of Node and kinds of processors.
 */
export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const files = entries.map(({ name, content }) => [name, content]);
  return zipSync(Object.fromEntries(files), { level: 9, mtime, os: unix, attrs: readableFile });
}
