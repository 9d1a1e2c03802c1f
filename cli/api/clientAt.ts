import { sleep as reallySleep, type Sleep } from '../program/sleep.ts';
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
  /** Pauses before retries. Default: really waits. */
  sleep?: Sleep;
}

/** The client of the API at an address, and a way to close its connections. */
export function clientAt(
  url: string,
  { signer, signal, now = Date.now, sleep = reallySleep }: ClientOptions,
): { client: Client; close: () => void } {
  const transport = transportTo(url, { signer });
  return { client: clientOver(callOver(transport, { signal, now, sleep })), close: transport.close };
}
