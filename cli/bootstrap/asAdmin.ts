import { type AdminApi, adminApi } from '../admin/adminApi.ts';
import type { AdminContext } from '../admin/loadContext.ts';
import type { Client } from '../api/client.ts';
import { withClientForChange } from '../connect/connect.ts';
import type { Globals } from '../program/globals.ts';
import type { Io, Watching } from '../program/io.ts';
import { asCommandError } from './asCommandError.ts';
import { type Commands, type Trail, trailOf } from './trail.ts';

/** What an admin's own credential needs to work on a cluster and its registration. */
export interface Admin extends Watching {
  client: Client;
  api: AdminApi;
  context: AdminContext;
  trail: Trail;
  /** Aborts some time after a request to end: what is under way is waited for. */
  signal: AbortSignal;
}

/** Connects to PullPass and to a cluster while the work runs. Rejects with a CommandError if it cannot. */
export function asAdmin<T>(
  context: AdminContext,
  options: Globals,
  commands: Commands,
  io: Io,
  work: (admin: Admin) => Promise<T>,
): Promise<T> {
  const signal = later(io.signal);
  const trail = trailOf(io, commands);
  const { now, sleep } = io;
  return withClientForChange(options, io, (client) =>
    withAdminApi(context, signal, (api) => work({ client, api, context, trail, signal, now, sleep })),
  );
}

/** Signs in by an admin's context for as long as the work takes. Rejects with a CommandError if it cannot sign in. */
export async function withAdminApi<T>(
  context: AdminContext,
  signal: AbortSignal,
  work: (api: AdminApi) => Promise<T>,
): Promise<T> {
  const api = await asCommandError(() => adminApi(context, signal));
  try {
    return await work(api);
  } finally {
    api.close();
  }
}

/** How long what is under way is waited for after a Ctrl-C, in milliseconds: a write that is cut off may be done or not. */
const patience = 10_000;

/** Aborts some time after another signal does. */
export function later(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const begin = () => {
    setTimeout(() => controller.abort(signal.reason), patience).unref();
  };
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, { once: true });
  return controller.signal;
}
