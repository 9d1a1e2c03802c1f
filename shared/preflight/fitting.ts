import { gunzipSync, gzipSync } from 'node:zlib';

/** What Lambda passes on of an answer is 6 MB; more than this is packed. In characters. */
const mostPlain = 4_000_000;
/** Far more than 20 seconds of questions come to. In bytes. */
const mostUnpacked = 200_000_000;

/** An answer, or the same packed. */
export type Fitted<T> = T | { gzip: string };

/**
 * An answer as it goes through Lambda: as it is, or packed where it is too large, as where thousands of namespaces are
 * named for each of many permissions.
 */
export function fitted<T extends object>(answer: T): Fitted<T> {
  const json = JSON.stringify(answer);
  return json.length > mostPlain ? { gzip: gzipSync(json).toString('base64') } : answer;
}

/** The answer in what came through Lambda, which may be of another version. Throws where it cannot be read. */
export function unfitted(payload: Uint8Array): unknown {
  const answer: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
  const { gzip } = (answer ?? {}) as { gzip?: unknown };
  if (typeof gzip !== 'string') return answer;
  const unpacked = gunzipSync(Buffer.from(gzip, 'base64'), { maxOutputLength: mostUnpacked });
  return JSON.parse(unpacked.toString('utf8'));
}
