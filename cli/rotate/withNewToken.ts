import { loadContext } from '../admin/loadContext.ts';
import { later, withAdminApi } from '../bootstrap/asAdmin.ts';
import { asCommandError } from '../bootstrap/asCommandError.ts';
import { mint, sayLife } from '../bootstrap/mint.ts';
import { refuseAnother } from '../bootstrap/refuseAnother.ts';
import { lifeInWords, usualLife } from '../bootstrap/tokenLife.ts';
import { tryToken } from '../bootstrap/tryToken.ts';
import { whoAndWhere } from '../bootstrap/whoAndWhere.ts';
import { withClientForChange } from '../connect/connect.ts';
import type { Io } from '../program/io.ts';
import { withProgress } from '../terminal/progress.ts';
import { identityInUse } from './identityInUse.ts';
import type { RotateOptions } from './options.ts';
import { send, tell } from './replace.ts';

/**
 * `pullpass rotate NAME --context CONTEXT`: a new token of the same service account, made with the admin's own
 * credential, which stays on this machine. The server, its CA and the way to it stay as registered.
 */
export async function withNewToken(
  name: string,
  options: RotateOptions & { context: string },
  io: Io,
): Promise<number> {
  const context = await loadContext({ context: options.context }, io);
  const life = options.tokenLife ?? usualLife;
  return withClientForChange(options, io, async (client) => {
    const registered = await client.get(name);
    const identity = identityInUse(registered);
    const signal = later(io.signal);
    return withAdminApi(context, signal, async (api) => {
      const granted = await withProgress(io, `Making a token for ${name}`, () =>
        asCommandError(async () => {
          refuseAnother(name, registered, await whoAndWhere(api, context.name), context.name);
          const made = await mint(api, identity, life);
          await tryToken(context, made.token, { identity, wanted: [] }, { ...io, signal });
          return made;
        }),
      );
      io.signal.throwIfAborted();
      const answer = await send(client, name, { token: granted.token }, options, io);
      return tell(name, answer, options, io, [
        registered.renew ? sayLife(granted, life) : `The token lives ${lifeInWords(granted.life)}.`,
        'Older tokens stay valid until they end: pullpass rotate --revoke ends them now.',
      ]);
    });
  });
}
