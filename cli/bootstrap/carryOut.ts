import type { ChangedCluster } from '../api/client.ts';
import { Refused } from '../api/refused.ts';
import { CommandError } from '../program/errors.ts';
import type { Admin } from './asAdmin.ts';
import { asCommandError } from './asCommandError.ts';
import { kubeconfigOf } from './kubeconfigOf.ts';
import { type Granted, mint, sayLife } from './mint.ts';
import type { Prepared } from './prepare.ts';
import { applyRbac } from './rbac/applyRbac.ts';
import { tryToken } from './tryToken.ts';

export interface Doing extends Admin {
  say(text: string): void;
}

/** What was done. */
export interface CarriedOut {
  /** Absent if nothing in it changed. */
  cluster: ChangedCluster | undefined;
  /** What to say about the token's life, if one was made. */
  life: string | undefined;
}

/**
 * Applies RBAC, makes a token, checks it, and registers, in this order: after any step, the ones before it are of use.
 */
export async function carryOut(prepared: Prepared, doing: Doing): Promise<CarriedOut> {
  const { plan, credential, identity, life } = prepared;
  const { api, context, trail, say } = doing;
  say('Writing RBAC');
  await trail.step(() => asCommandError(() => applyRbac(api, plan, trail.note, doing)));
  if (!credential.mint) return { cluster: await change(prepared, doing), life: undefined };
  say('Asking for a token');
  const granted = await trail.step(() => asCommandError(() => mint(api, identity, life)));
  const unsay = trail.say(
    'A token was made, but not stored: it ends when it expires, or when its service account is deleted.',
  );
  say('Trying the token');
  await trail.step(() => asCommandError(() => tryToken(context, granted.token, prepared, doing)));
  say(`Checking ${prepared.name}, and registering it`);
  const cluster = await trail.step(() => register(prepared, granted, doing));
  unsay();
  return { cluster, life: sayLife(granted, life) };
}

/** If it is registered, credential and settings change in one step, unless somebody else has changed it. */
function register(
  { name, spec, address, registered, uid }: Prepared,
  { token }: Granted,
  { client }: Doing,
): Promise<ChangedCluster> {
  const body = { ...spec, kubeconfig: kubeconfigOf(address, token, uid) };
  return client
    .put(body, registered === undefined ? { onlyNew: true } : { ifVersion: registered.version })
    .catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
      if (error.problem?.checks !== undefined)
        throw new CommandError(error.message, { remedy: 'Do what the failed checks say.', cause: error });
      if (error.status !== 412) throw error;
      throw new CommandError(`Somebody else changed ${name} at the same time.`, {
        remedy: `pullpass events ${name} shows who.`,
        cause: error,
      });
    });
}

/** The credential stays. */
async function change(
  { spec, registered, differs }: Prepared,
  { client, trail, say }: Doing,
): Promise<ChangedCluster | undefined> {
  if (registered === undefined || differs.length === 0) return undefined;
  say(`Changing ${spec.name}`);
  return trail.step(() => client.put(spec, { ifVersion: registered.version }));
}
