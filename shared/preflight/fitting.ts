import { gunzipSync, gzipSync } from 'node:zlib';

/** Characters. Longer answers are compressed: Lambda returns 6 MB at most. */
const mostPlain = 4_000_000;
/** Bytes: far more than 20 seconds of questions can produce. */
const mostUnpacked = 200_000_000;

/** An answer, or the same compressed. */
export type Fitted<T> = T | { gzip: string };

/**
 * An answer for the way through Lambda: compressed if it is too large, as when each of many permissions names thousands
 * of namespaces.
 */
export function fitted<T extends object>(answer: T): Fitted<T> {
  const json = JSON.stringify(answer);
  return json.length > mostPlain ? { gzip: gzipSync(json).toString('base64') } : answer;
}

/** Reads an answer that came through Lambda, perhaps from another version. Throws if it cannot be read. */
export function unfitted(payload: Uint8Array): unknown {
  const answer: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
  const { gzip } = (answer ?? {}) as { gzip?: unknown };
  if (typeof gzip !== 'string') return answer;
  const unpacked = gunzipSync(Buffer.from(gzip, 'base64'), { maxOutputLength: mostUnpacked });
  return JSON.parse(unpacked.toString('utf8'));
}
