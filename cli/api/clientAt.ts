import { callOver } from './call.ts';
import { type Client, clientOver } from './client.ts';
import { type Signer, transportTo } from './transport.ts';

export interface ClientOptions {
  /** Signs the requests; without one they are not signed. */
  signer?: Signer | undefined;
  /** Aborts requests under way. */
  signal: AbortSignal;
  /** Epoch milliseconds. Default: this machine's clock. */
  now?: () => number;
  /** Milliseconds before the first retry. Default: 500. */
  retryDelay?: number;
}

/** The client of the API at an address, and a way to close its connections. */
export function clientAt(
  url: string,
  { signer, signal, now = Date.now, retryDelay = 500 }: ClientOptions,
): { client: Client; close: () => void } {
  const transport = transportTo(url, { signer });
  return { client: clientOver(callOver(transport, { signal, now, retryDelay })), close: transport.close };
}
