import { callOver } from './call.ts';
import { type Client, clientOver } from './client.ts';
import { type Signer, transportTo } from './transport.ts';

export interface ClientOptions {
  /** Who signs; without one, requests are not signed. */
  signer?: Signer | undefined;
  /** Ends requests under way. */
  signal: AbortSignal;
  /** Epoch milliseconds. Default: this machine's clock. */
  now?: () => number;
  /** Milliseconds before the first repetition. Default: 500. */
  retryDelay?: number;
}

/** The client of the API at an address, and how to close its connections. */
export function clientAt(
  url: string,
  { signer, signal, now = Date.now, retryDelay = 500 }: ClientOptions,
): { client: Client; close: () => void } {
  const transport = transportTo(url, { signer });
  return { client: clientOver(callOver(transport, { signal, now, retryDelay })), close: transport.close };
}
