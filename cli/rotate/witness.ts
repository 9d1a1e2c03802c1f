import type { Identity } from '../../shared/rbac/identity.ts';
import { type AdminApi, adminApi } from '../admin/adminApi.ts';
import type { AdminContext } from '../admin/loadContext.ts';
import { whoAmI } from '../admin/whoAmI.ts';
import { askToken } from '../bootstrap/mint.ts';
import { withToken } from '../bootstrap/tryToken.ts';
import { poll } from '../poll.ts';
import { CommandError } from '../program/errors.ts';
import type { Watching } from '../program/io.ts';

/** Seconds: the shortest life that an API server grants. */
const life = 600;
/** Each API server remembers for some seconds that it has accepted a token. */
const [patienceSeconds, betweenMs] = [120, 500];

/** A token of an identity that will be deleted: once it is refused, all the identity's tokens are. */
export interface Witness {
  identity: Identity;
  /** Whether it was accepted when it was made. */
  accepted: boolean;
  /** Waits until it is refused; false if that was not seen. */
  isRefused(): Promise<boolean>;
  close(): void;
}

/** Undefined if no token is granted: then nobody observes whether tokens stop working. */
export async function witnessOf(
  api: AdminApi,
  context: AdminContext,
  identity: Identity,
  watching: Watching,
): Promise<Witness | undefined> {
  const token = await tokenOf(api, identity);
  if (token === undefined) return undefined;
  const itself = await adminApi(withToken(context, token), watching.signal);
  const signsIn = async () => (await whoAmI(itself)).answer.status !== 401;
  return {
    identity,
    accepted: await signsIn(),
    isRefused: async () =>
      (await poll(patienceSeconds, watching, async () => !(await signsIn()), betweenMs)) === true,
    close: () => itself.close(),
  };
}

/** Undefined if the API server grants none. */
async function tokenOf(api: AdminApi, identity: Identity): Promise<string | undefined> {
  try {
    return await askToken(api, identity, life);
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}
