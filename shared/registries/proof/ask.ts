import { Agent as PlainAgent } from 'node:http';
import { Agent } from 'node:https';
import { type Answer, exchange } from '../../kubernetes/exchange.ts';
import type { Cidr } from '../../network/cidr.ts';
import { guardedLookup } from '../../network/guardedLookup.ts';
import { checkHostname } from '../../network/hostname.ts';
import type { ResolveAll } from '../../network/shareInFlight.ts';
import { resolveByNetwork } from './resolveByNetwork.ts';

interface AskOptions {
  /** Default: GET. */
  method?: 'GET' | 'HEAD';
  authorization?: string;
  /** Default: application/json. */
  accept?: string;
}

/** Sends a request to an https URL. Rejects if no answer comes. */
export type Ask = (url: string, options?: AskOptions) => Promise<Answer>;

/** Milliseconds to wait for a registry: a push should not wait long for this. */
const limit = 4_000;

/** Bytes of an answer. A token is far smaller, and a foreign server must not fill a function's memory. */
const bounds = { success: 256 * 1024, failure: 16 * 1024 };

/**
 * Sends requests to registries over the network. Their names are foreign input, so the same addresses are forbidden as
 * for API servers.
 *
 * @param endpoint replaces every registry, if set: an http URL that goes before the intended host, as AWS_ENDPOINT_URL
 * does for AWS
 */
export function registryAsk({
  allowedCidrs,
  endpoint,
  resolve = resolveByNetwork(),
}: {
  allowedCidrs: readonly Cidr[];
  endpoint?: string | undefined;
  resolve?: ResolveAll;
}): Ask {
  const agent =
    endpoint === undefined ? new Agent({ lookup: guardedLookup(allowedCidrs, resolve) }) : new PlainAgent();
  return async (url, { method = 'GET', authorization, accept = 'application/json' } = {}) => {
    const { host, hostname, pathname, search } = new URL(url);
    if (endpoint === undefined) checkHostname(hostname, allowedCidrs);
    return exchange({
      agent: agent as Agent,
      url: endpoint === undefined ? url : `${endpoint}/${host}${pathname}${search}`,
      method,
      headers: {
        accept,
        'user-agent': 'pullpass',
        ...(authorization !== undefined && { authorization }),
      },
      limit,
      bounds,
    });
  };
}
