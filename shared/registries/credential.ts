import type { Failure } from '../failure.ts';

/** What a registry accepts, and until when. */
export interface RegistryCredential {
  username: string;
  password: string;
  /** Epoch milliseconds, as AWS returned it: never assumed to be 12 hours. Infinity for one that does not end. */
  expiresAt: number;
  /** Epoch milliseconds: end of the session of the assumed role that asked for it. Absent if none was assumed. */
  sessionEndsAt?: number;
  /**
   * Epoch milliseconds: when it was observed that such tokens end before their time. Then `expiresAt` is the end of the
   * session. Absent if it was not.
   */
  boundSince?: number | undefined;
  /** Why it is given to no cluster but those that were registered before that was asked. Absent if all is well. */
  unbound?: Failure;
}

/** The auth entry of a docker config: base64 of user, colon, password. */
export function authEntry({ username, password }: Pick<RegistryCredential, 'username' | 'password'>): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}

/** User and password from "user:password": a user holds no colon, a password may. Empty if there is none. */
export function splitAuth(text: string): [username: string, password: string] {
  const at = text.indexOf(':');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
