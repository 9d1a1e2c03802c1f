import { usageError } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';

/** How to find the API, and whether calls are signed. */
export type Place =
  | { kind: 'unsigned'; url: string }
  | { kind: 'address'; url: string; region: string | undefined; profile: string | undefined }
  | { kind: 'stage'; stage: string; region: string | undefined; profile: string | undefined };

/** Where `npm start` listens. */
export const localApi = 'http://127.0.0.1:8787';

/** Hosts of this machine. Calls to them are not signed, since `npm start` requires no signature. */
const unsignedHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** --local first, then an address, then the stage. Throws a usage error for a malformed address. */
export function placeOf({ local, api, stage, region, profile }: Globals): Place {
  if (local) return { kind: 'unsigned', url: localApi };
  if (api === undefined) return { kind: 'stage', stage, region, profile };
  const url = URL.parse(api);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '')
    throw usageError(
      'The address of the API (--api, or PULLPASS_API) is not a URL that can be used.',
      'Give the ApiUrl that the stack prints: https://ID.execute-api.REGION.amazonaws.com',
    );
  return unsignedHosts.has(url.hostname)
    ? { kind: 'unsigned', url: api }
    : { kind: 'address', url: api, region, profile };
}
