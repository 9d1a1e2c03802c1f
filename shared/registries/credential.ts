import type { Ends } from '../ends.ts';
import type { Failure } from '../failure.ts';

/** What a registry accepts, and until when. */
export interface RegistryCredential {
  username: string;
  password: string;
  /** As AWS returned it: never assumed to be 12 hours. */
  expiresAt: Ends;
  /** Epoch milliseconds: when the session of the assumed role that requested it ends. Absent if no role was assumed. */
  sessionEndsAt?: number;
  /**
   * Epoch milliseconds: when such tokens were seen to stop working early. Then `expiresAt` is the end of the session.
   * Absent if they were not.
   */
  boundSince?: number | undefined;
  /** Why only clusters get it that were registered before hosts were required. Absent if all is well. */
  unbound?: Failure;
}

/** The auth entry of a docker config: base64 of user, colon, password. */
export function authEntry({ username, password }: Pick<RegistryCredential, 'username' | 'password'>): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}

/** Splits "user:password" at the first colon: a user has none, a password may. Empty strings if there is no colon. */
export function splitAuth(text: string): [username: string, password: string] {
  const at = text.indexOf(':');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
