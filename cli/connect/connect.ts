import type { Client } from '../api/client.ts';
import { clientAt } from '../api/clientAt.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { placeOf } from './place.ts';

/**
 * Finds the API that the options name, and who signs; runs the command, and closes what was opened. Ctrl-C aborts
 * requests under way. Rejects with a CommandError.
 */
export function withClient<T>(options: Globals, io: Io, work: (client: Client) => Promise<T>): Promise<T> {
  return connected(options, io, io.signal, work);
}

/** The same for changes: Ctrl-C aborts no request, since nobody would know whether the change was made. */
export function withClientForChange<T>(
  options: Globals,
  io: Io,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  return connected(options, io, new AbortController().signal, work);
}

async function connected<T>(
  options: Globals,
  { signal: end, environment, now, sleep }: Io,
  signal: AbortSignal,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const place = placeOf(options);
  // Loaded late: what needs no AWS starts without its clients.
  const { url, signer } =
    place.kind === 'unsigned'
      ? { url: place.url }
      : await (await import('./signIn.ts')).signIn(place, environment, end);
  const { client, close } = clientAt(url, { signer, signal, now, sleep });
  try {
    return await work(client);
  } finally {
    close();
  }
}
