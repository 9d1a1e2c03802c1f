import { setTimeout as delay } from 'node:timers/promises';
import type { Identity } from '../../shared/rbac/identity.ts';
import { type AdminApi, adminApi } from '../admin/adminApi.ts';
import type { AdminContext } from '../admin/loadContext.ts';
import { whoAmI } from '../admin/whoAmI.ts';
import { askToken } from '../bootstrap/mint.ts';
import { withToken } from '../bootstrap/tryToken.ts';
import { CommandError } from '../program/errors.ts';

/** The least that an API server gives, in seconds. */
const life = 600;
/** API servers remember for some seconds that they have accepted a token, each by itself; in milliseconds. */
const [patience, between] = [120_000, 500];

/** A token of an identity that is to be deleted: whether it still signs in says whether all its tokens do. */
export interface Witness {
  identity: Identity;
  /** Whether it signed in when it was made. */
  accepted: boolean;
  /** Waits until it is refused; false where that was not seen. */
  isRefused(now: () => number): Promise<boolean>;
  close(): void;
}

/** Undefined if no token is given: then it is not observed whether tokens have ended. */
export async function witnessOf(
  api: AdminApi,
  context: AdminContext,
  identity: Identity,
  signal: AbortSignal,
): Promise<Witness | undefined> {
  const token = await tokenOf(api, identity);
  if (token === undefined) return undefined;
  const itself = await adminApi(withToken(context, token), signal);
  const signsIn = async () => (await whoAmI(itself)).answer.status !== 401;
  return {
    identity,
    accepted: await signsIn(),
    async isRefused(now) {
      const end = now() + patience;
      while (await signsIn()) {
        if (now() > end) return false;
        await delay(between, undefined, { signal });
      }
      return true;
    },
    close: () => itself.close(),
  };
}

/** Undefined if the API server gives none. */
async function tokenOf(api: AdminApi, identity: Identity): Promise<string | undefined> {
  try {
    return await askToken(api, identity, life);
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}
