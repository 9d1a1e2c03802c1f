import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string;
  content: Uint8Array;
}

/** 1980-01-01 00:00, the earliest time in this format (DOS date: day 1, month 1, year 0). */
const fixedDate = 0x0021;
const madeByUnix = (3 << 8) | 20;
const readableFile = 0o100644 << 16;

/**
 * A zip archive of small files. Equal entries give equal bytes on every machine, so that an unchanged function is not
 * deployed again: no clock, owner or umask has influence. Format: PKWARE APPNOTE 6.3.3, without the 64-bit extensions.
 */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;

  for (const { name, content } of entries) {
    const path = Buffer.from(name, 'utf8');
    const packed = deflateRawSync(content, { level: 9 });
    const common = commonHeader(content, packed, path);

    const local = Buffer.concat([signature(0x04034b50), common, path, packed]);
    const central = Buffer.alloc(14);
    central.writeUInt32LE(readableFile >>> 0, 6);
    central.writeUInt32LE(offset, 10);
    directory.push(signature(0x02014b50), uint16(madeByUnix), common, central, path);

    files.push(local);
    offset += local.length;
  }

  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, index, signature(0x06054b50), end]);
}

/** The 26 bytes that a file's local header and its directory entry share. */
function commonHeader(content: Uint8Array, packed: Uint8Array, path: Uint8Array): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0); // version needed
  header.writeUInt16LE(0x0800, 2); // names are UTF-8
  header.writeUInt16LE(8, 4); // deflate
  header.writeUInt16LE(fixedDate, 8);
  header.writeUInt32LE(crc32(content), 10);
  header.writeUInt32LE(packed.length, 14);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt16LE(path.length, 22);
  return header;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
