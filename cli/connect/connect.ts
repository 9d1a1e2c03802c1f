import type { Client } from '../api/client.ts';
import { clientAt } from '../api/clientAt.ts';
import type { Signer } from '../api/transport.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { type Place, placeOf } from './place.ts';

export interface Connection {
  client: Client;
  /** Where the API is. */
  url: string;
  close(): void;
}

export interface ConnectOptions {
  /** Whether Ctrl-C ends requests under way. Not for changes: whether they were made would not be known. */
  abortable?: boolean;
}

/** Finds the API that the options name, and whom to sign as. Rejects with a CommandError. */
export async function connect(
  options: Globals,
  { signal, environment, now }: Io,
  { abortable = true }: ConnectOptions = {},
): Promise<Connection> {
  const { url, signer } = await located(placeOf(options), environment, signal);
  return {
    url,
    ...clientAt(url, { signer, signal: abortable ? signal : new AbortController().signal, now }),
  };
}

async function located(
  place: Place,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ url: string; signer?: Signer }> {
  if (place.kind === 'unsigned') return place;
  // Loaded late: what needs no AWS starts without its clients.
  const { signIn } = await import('./signIn.ts');
  return signIn(place, environment, signal);
}

/** Connects, lets the command work, and closes what was opened. */
export async function withClient<T>(
  options: Globals,
  io: Io,
  work: (client: Client, connection: Connection) => Promise<T>,
  connecting?: ConnectOptions,
): Promise<T> {
  const connection = await connect(options, io, connecting);
  try {
    return await work(connection.client, connection);
  } finally {
    connection.close();
  }
}
